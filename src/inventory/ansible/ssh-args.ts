import { splitWords } from "../own/shell-words.js";

/** How `ansible_ssh_args` and their kin become `ssh_args`. */

/** What changes only how much is said, or what this program never does anyway (forwarding, terminals). */
const HARMLESS = /^-[AaKkqTtvXxYnN]+$/;
const OPTION = /^\s*(\w+)\s*(?:=|\s)\s*"?(.*?)"?\s*$/s;

export interface SshArgs {
  words: string[];
  /** Whether they would have switched off the check of host keys. */
  unchecked: boolean;
}

/** Undefined for a quotation that does not end. */
export function sshArgsOf(texts: readonly string[]): SshArgs | undefined {
  const words: string[] = [];
  let unchecked = false;
  const given = texts.map(splitWords);
  if (given.includes(undefined)) return undefined;
  const rest = given.flatMap((part) => part ?? []);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (HARMLESS.test(word)) continue;
    const option = word === "-o" ? rest.shift() : /^-o(.+)$/s.exec(word)?.[1];
    if (option === undefined) words.push(word, ...(TAKES_VALUE.test(word) ? rest.splice(0, 1) : []));
    else if (isUnchecked(option)) unchecked = true;
    else words.push("-o", option);
  }
  return { words, unchecked };
}

/** Left alone here, whatever it is: its value is no option. */
const TAKES_VALUE = /^-[BbcDEeFIiJLlmOopQRSWw]$/;

/** A file of host keys that is always empty goes with the check that is switched off, and would now refuse every host. */
function isUnchecked(option: string): boolean {
  const [, name = "", value = ""] = OPTION.exec(option) ?? [];
  if (/^StrictHostKeyChecking$/i.test(name)) return /^(no|off)$/i.test(value);
  return /^(User|Global)KnownHostsFile$/i.test(name) && /^(\/dev\/null|none)$/.test(value);
}
