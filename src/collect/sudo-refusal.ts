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
  return {
    stage: "exec",
    code: "become-refused",
    message: `sudo does not let ${user} run the script as root: ${words || "it says nothing"}`,
    hint: hintFor(words, user, unlocking),
  };
}

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

function hintFor(words: string, user: string, unlocking: Unlocking | undefined): string {
  if (/must have a tty/.test(words)) return `in sudoers: Defaults:${user} !requiretty; or become: never`;
  if (EXPIRED.test(words))
    return `the account ${user}, or its password, has to be renewed on the host; nothing is changed from here`;
  if (/not found|No such file/.test(words)) return "install sudo there, or become: never";
  if (!/(password|authentication) is required/.test(words)) return `${sudoers(user)}; or become: never`;
  return unlocking?.outcome === "open"
    ? `sudo has to remember a password for a moment: timestamp_timeout must not be 0; or ${sudoers(user)}`
    : `set \`become_password:\` to where it can be had; or ${sudoers(user)}; or become: never`;
}
