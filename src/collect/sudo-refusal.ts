import type { HostError } from "../model/snapshot.js";
import { EXPIRED, isKilled, type Unlocking } from "./unlock.js";

const LONGEST_WORDS = 200;

/** Our own marks, sudo's prompts around them, what it says of every refusal, and what a shell says of a sudo that we end. */
const NOTHING_NEW =
  /^(@[0-9a-f]{16,64} .*|\[sudo: ?|\] \S*|Sorry, try again\.|sudo(-rs)?: Authentication failed, try again\.|.*\bKilled\b.*)$/;

/** The last thing that sudo said of its own. */
function lastWords(noise: string): string {
  const lines = noise.split("\n").map((line) => line.trim());
  return lines.findLast((line) => line !== "" && !NOTHING_NEW.test(line))?.slice(0, LONGEST_WORDS) ?? "";
}

/** Why sudo did not make the login root. `noise` is what was printed instead of an answer. */
export function refusalOfSudo(user: string, noise: string, unlocking: Unlocking | undefined): HostError {
  const words = lastWords(noise);
  if (unlocking?.outcome === "held-back") return heldBack(user, unlocking.refusedBy);
  if (unlocking?.outcome === "refused") return notTaken(user, words);
  if (unlocking?.outcome === "closed" && isKilled(unlocking.status)) return mute(user, words);
  const missing = NOT_FOUND.exec(words)?.[1];
  return {
    stage: "exec",
    code: "become-refused",
    message: missing
      ? `nothing makes ${user} root: there is no ${missing.trim().replaceAll(" ", ", no ")} that can be used`
      : `${wayIn(words)} does not let ${user} run the script as root: ${words || "it says nothing"}`,
    hint: missing ? "install one of them there, or become: never" : hintFor(words, user, unlocking),
  };
}

/** What `become.sh` and `becomeCommand` say. */
const NOT_FOUND = /^not found(?: where nobody else can replace it)?:((?: (?:sudo|sudo-rs|doas))+)$/;

const wayIn = (words: string) => (/^doas\b/.test(words) ? "doas" : "sudo");

const heldBack = (user: string, host: string): HostError => ({
  stage: "exec",
  code: "password-held-back",
  message: `sudo was not given the password of ${user}: ${host} has refused the same one`,
  hint: `see what is wrong with it on ${host}, then ask this host again: a wrong password on many hosts locks accounts`,
});

const notTaken = (user: string, words: string): HostError => ({
  stage: "exec",
  code: "password-refused",
  message: `sudo did not take the password of ${user}, given once: it is wrong, or the account is locked${
    words && `; it says: ${words}`
  }`,
  hint: `mend what \`become_password:\` refers to; \`faillock --user ${user}\` on the host shows what is counted there`,
});

const mute = (user: string, words: string): HostError => ({
  stage: "exec",
  code: "become-refused",
  message: `sudo did not come to an end for ${user}, and asked for no password that could be given${
    words && `; it says: ${words}`
  }`,
  hint: "only a question for a password is answered, and once; `sudo -v` by hand shows what it asks",
});

const sudoers = (user: string) => `in sudoers: ${user} ALL=(root) NOPASSWD: /bin/sh -s, /usr/bin/sh -s`;

const doasConf = (user: string) => `in doas.conf: permit nopass ${user} as root cmd /bin/sh args -s`;

function hintFor(words: string, user: string, unlocking: Unlocking | undefined): string {
  if (/^doas\b/.test(words))
    return /not owned by root|writable|syntax|is not enabled/.test(words) && !/No such file/.test(words)
      ? "its configuration has to be mended on the host; or become: never"
      : `${doasConf(user)}${unlocking ? " (it asks for a password at a terminal only)" : ""}; or become: never`;
  if (/must have a tty/.test(words)) return `in sudoers: Defaults:${user} !requiretty; or become: never`;
  if (EXPIRED.test(words))
    return `the account ${user}, or its password, has to be renewed on the host; nothing is changed from here`;
  if (/not found|No such file/.test(words)) return "install sudo there, or become: never";
  if (!/(password|authentication) is required/.test(words)) return `${sudoers(user)}; or become: never`;
  return unlocking?.outcome === "open"
    ? `sudo has to remember a password for a moment: timestamp_timeout must not be 0; or ${sudoers(user)}`
    : `set \`become_password:\` to where it can be had; or ${sudoers(user)}; or become: never`;
}
