import type { Inventory } from "../../../src/inventory/inventory.js";

/** How a host is reached: the host that ssh is told, and what it is told about it. */
export interface Call {
  to: string;
  port?: string;
  user?: string;
  key?: string;
  args: string[];
  sudo: boolean;
}

const ITS_OWN =
  /^(KbdInteractiveAuthentication|PreferredAuthentications|PasswordAuthentication|ConnectTimeout|ControlPath)=/;
/** What Ansible says where `ansible_ssh_args` is silent: shared connections, which are none of ours. */
const BY_DEFAULT = ["-C", "-o", "ControlMaster=auto", "-o", "ControlPersist=60s"];

/** The words of one call of ssh by Ansible. */
export function callOf(words: readonly string[]): Call {
  const call: Call = { to: "", args: [], sudo: false };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined && word !== "-tt"; word = rest.shift()) {
    const value = word === "-o" ? (rest.shift() ?? "") : "";
    const [, name, text] = /^(Port|User|IdentityFile)="?(.*?)"?$/.exec(value) ?? [];
    if (name === "Port") call.port = text ?? "";
    else if (name === "User") call.user = text ?? "";
    else if (name === "IdentityFile") call.key = text ?? "";
    else if (!ITS_OWN.test(value)) call.args.push(word, ...(word === "-o" ? [value] : []));
  }
  const [to = "", command = ""] = rest;
  return { ...call, to, args: withoutDefaults(call.args), sudo: command.startsWith("sudo ") };
}

/** The same as we would make it. */
export function ownCallsOf({ hosts }: Inventory, home: string): Call[] {
  const others = [...hosts.values()].filter(({ settings }) => settings.transport !== "local");
  return others.map(({ name, alias, settings }) => ({
    to: alias ?? name,
    ...(settings.port !== undefined && { port: String(settings.port) }),
    ...(settings.user !== undefined && { user: settings.user }),
    ...(settings.identity_file !== undefined && {
      key: String(settings.identity_file).replace(/^~/, home),
    }),
    args: withoutDefaults([settings.ssh_args ?? []].flat()),
    sudo: settings.become === "always",
  }));
}

function withoutDefaults(args: readonly string[]): string[] {
  const begins = BY_DEFAULT.every((word, index) => args[index] === word);
  return args.slice(begins ? BY_DEFAULT.length : 0);
}
