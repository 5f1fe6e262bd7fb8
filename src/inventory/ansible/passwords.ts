import type { Settings } from "../own/schema.js";
import type { Template } from "./template.js";

/** Of several names for one thing the last that is set counts, as in Ansible. */
const PASSWORDS = {
  password: ["ansible_password", "ansible_ssh_pass", "ansible_ssh_password"],
  become_password: ["ansible_become_password", "ansible_become_pass", "ansible_sudo_pass"],
} as const;

export const PASSWORD_NAMES: ReadonlySet<string> = new Set(Object.values(PASSWORDS).flat());

const HOW = "give it by reference, such as \"{{ lookup('env', 'NAME') }}\"";

/** Passwords that are given by reference. All others are never kept, not even to complain about them. */
export function passwordsOf(
  template: Template,
  note: (text: string) => void,
): Pick<Settings, "password" | "become_password"> {
  const settings: Pick<Settings, "password" | "become_password"> = {};
  for (const key of ["password", "become_password"] as const) {
    const outcomes = PASSWORDS[key].map((name) => ({ name, outcome: template.read(name) }));
    const last = outcomes.findLast(({ outcome }) => outcome.kind !== "nothing");
    if (last === undefined) continue;
    const { name, outcome } = last;
    if (outcome.kind === "secret") settings[key] = outcome.secret;
    else if (outcome.kind === "vaulted") note(`${name} is encrypted and not taken: ${HOW}`);
    else if (outcome.kind === "text") note(`${name} stands in the inventory and is not taken: ${HOW}`);
    else note(`${name} is a template and not taken: ${HOW}`);
  }
  return settings;
}
