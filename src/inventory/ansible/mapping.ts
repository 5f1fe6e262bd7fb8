import type { Host } from "../inventory.js";
import { hostSchema, type Settings, settingsSchema } from "../own/schema.js";
import { type Become, becomeOf } from "./become.js";
import type { Notes } from "./notes.js";
import { passwordsOf } from "./passwords.js";
import { sshArgsOf } from "./ssh-args.js";
import type { Template } from "./template.js";
import { integerOf, truthOf } from "./variables.js";

/** Of several names for one thing the last that is set counts, as in Ansible. */
const NAMES = {
  host: ["ansible_host", "ansible_ssh_host"],
  port: ["ansible_port", "ansible_ssh_port"],
  user: ["ansible_user", "ansible_ssh_user"],
  key: ["ansible_private_key_file", "ansible_ssh_private_key_file"],
} as const;

/** In the order in which Ansible hands them to ssh, where the first option counts. */
const SSH_ARGS = ["ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args"];
const BY_SSH = /^(?:ansible\.builtin\.)?(?:ssh|smart|paramiko|paramiko_ssh)$/;
const BY_NOTHING = /^(?:ansible\.builtin\.)?local$/;
const ADVICE =
  "say it plainly, or let Ansible work it out: `ansible-inventory --list --export >inventory.json` after a look at the value";

/** A variable that cannot be understood; the message names it. */
export class MappingError extends Error {}

/** Reads the variables that say how a host is reached. */
export class Mapping {
  constructor(
    readonly host: string,
    readonly template: Template,
    readonly notes: Notes,
  ) {}

  /** Undefined for a host that Ansible reaches neither through SSH nor locally. Throws a MappingError. */
  read(): Pick<Host, "alias" | "settings"> | undefined {
    const transport = this.#transport();
    if (transport === undefined) return undefined;
    const alias = this.#valid("ansible_host", this.#first(NAMES.host), (value) => {
      const bare = value.replace(/^\[(.*)\]$/, "$1");
      return hostSchema.shape.address.safeParse(value).success ? bare : undefined;
    });
    const port = this.#valid("ansible_port", this.#first(NAMES.port), (value) => validPort(value));
    const user = this.#valid("ansible_user", this.#first(NAMES.user) || undefined, (value) =>
      settingsSchema.shape.user.safeParse(value).success ? value : undefined,
    );
    const key = this.#first(NAMES.key);
    const settings: Settings = {
      ...(port !== undefined && { port }),
      ...(user !== undefined && { user }),
      ...(key && { identity_file: key }),
      ...this.#sshArgs(),
      ...(transport === "local" && { transport }),
      ...this.#become(),
      ...passwordsOf(this.template, (note) => this.notes.count(note, this.host)),
    };
    return { settings, ...(alias !== undefined && alias !== this.host && { alias }) };
  }

  /** Throws a MappingError for what cannot be told for certain. */
  text(name: string): string | undefined {
    const outcome = this.template.readText(name);
    if (outcome.kind === "nothing") return undefined;
    if (outcome.kind === "text") return outcome.text;
    const why = outcome.kind === "secret" ? "a file says it" : outcome.why;
    throw new MappingError(`${name} of host "${this.host}": ${why}; ${ADVICE}`);
  }

  #first(names: readonly string[]): string | undefined {
    return names.map((name) => this.text(name)).findLast((text) => text !== undefined);
  }

  #valid<T>(name: string, text: string | undefined, read: (text: string) => T | undefined): T | undefined {
    if (text === undefined) return undefined;
    const value = read(text);
    if (value === undefined)
      throw new MappingError(`${name} of host "${this.host}" is not one: ${quoted(text)}`);
    return value;
  }

  #transport(): "ssh" | "local" | undefined {
    const connection = this.text("ansible_connection") ?? "ssh";
    if (BY_SSH.test(connection)) return "ssh";
    if (BY_NOTHING.test(connection)) return "local";
    this.notes.name(`left out: ansible_connection is ${quoted(connection)}, which is not SSH`, this.host);
    return undefined;
  }

  #sshArgs(): Pick<Settings, "ssh_args"> {
    const texts = SSH_ARGS.map((name) => this.text(name)).filter((text) => text !== undefined);
    const args = sshArgsOf(texts);
    const complain = (why: string) =>
      new MappingError(`${SSH_ARGS.join(", ")} of host "${this.host}": ${why}`);
    if (args === undefined) throw complain("a quotation does not end");
    if (args.unchecked) this.notes.count(UNCHECKED, this.host);
    if (args.words.length === 0) return {};
    const result = settingsSchema.shape.ssh_args.safeParse(args.words);
    if (!result.success) throw complain(result.error.issues[0]?.message ?? "not understood");
    return { ssh_args: args.words };
  }

  #become(): Pick<Settings, "become" | "become_method"> {
    const become = becomeOf((name) => this.text(name), truthOf);
    if (become.note !== undefined) this.notes.count(become.note, this.host);
    if (become.error !== undefined) throw new MappingError(`${become.error} of host "${this.host}"`);
    return settingOf(become);
  }
}

export const UNCHECKED = "host keys are checked all the same: the inventory would switch that off";

const settingOf = ({ become, become_method }: Become) => ({
  ...(become && { become }),
  ...(become_method && { become_method }),
});

function validPort(text: string): number | undefined {
  const port = integerOf(text);
  return settingsSchema.shape.port.safeParse(port).success ? port : undefined;
}

const quoted = (text: string) => JSON.stringify(text.slice(0, 80));
