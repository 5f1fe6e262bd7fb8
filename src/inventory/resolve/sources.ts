import { InventoryError } from "../../base/errors.js";
import type { Host, Inventory } from "../inventory.js";
import type { Settings } from "../own/schema.js";
import { clientWords } from "../own/shell-words.js";
import type { Question, SshAnswers } from "../ssh-config/answers.js";
import type { SshSettings } from "../ssh-config/resolved.js";
import { inheritance } from "./inheritance.js";
import { type Layer, Layers } from "./layers.js";

/** The command line is about the hosts that are audited, not about those on the way to them. */
export type Role = "target" | "hop";

/** `[user@]address[:port]`, an IPv6 address in brackets. */
const PLAIN = /^(?:([^\s@]+)@)?(\[[^\]]+\]|[^\s:@]+)(?::(\d{1,5}))?$/;

/** Everything that says something about a host: command line > host > groups > ssh_config > defaults. */
export class Places {
  readonly #inherit: ReturnType<typeof inheritance>;

  constructor(
    readonly inventory: Inventory,
    readonly commandLine: Settings,
    readonly answers: SshAnswers,
  ) {
    this.#inherit = inheritance(inventory);
  }

  groupsOf(host: Host): string[] {
    return [...this.#inherit(host.groups).groups];
  }

  layersOf(host: Host, role: Role): Layers {
    const { strong, weak } = sshLayers(this.sshOf(host, role));
    return new Layers([...this.#above(host, role), ...strong, this.#defaults, ...weak]);
  }

  /** What ssh_config says, as far as it was asked. */
  sshOf(host: Host, role: Role): SshSettings | undefined {
    return this.answers.get(this.questionOf(host, role));
  }

  /** Why ssh_config says nothing of a host, where it should. */
  unusable(host: Host, role: Role): { message: string } | undefined {
    const failure = this.answers.failure(this.questionOf(host, role));
    return failure && { message: failure.message };
  }

  /** What ssh_config is asked with: its conditions see the settings that outweigh it. */
  questionOf(host: Host, role: Role): Question {
    const above = new Layers(this.#above(host, role));
    const [address, user, port, jump] = [
      above.get("address"),
      above.get("user"),
      above.get("port"),
      above.get("jump"),
    ];
    const args = clientWords(new Layers([...above.layers, this.#defaults]).get("ssh_args") ?? []);
    return {
      alias: host.alias ?? host.name,
      given: {
        ...(address !== undefined && { address }),
        ...(user !== undefined && { user }),
        ...(port !== undefined && { port }),
        ...(args.length > 0 && { args }),
        ...(jump !== undefined && { ownJump: true }),
      },
    };
  }

  /** A jump host: one of the inventory, or one that is only named, for which the defaults hold. */
  hop(name: string): Host {
    const host = this.inventory.hosts.get(name);
    if (host) return host;
    const [, user, address, port] = PLAIN.exec(name) ?? [];
    if (address === undefined)
      throw new InventoryError(
        `jump: expected a host, or [user@]address[:port], not ${name}`,
        this.inventory.file,
      );
    const settings = { ...(user && { user }), ...(port && { port: Number(port) }) };
    return { name, alias: address.replace(/^\[|\]$/g, ""), settings, groups: [] };
  }

  get #defaults(): Layer {
    return { origin: "defaults", settings: this.inventory.defaults };
  }

  #above(host: Host, role: Role): Layer[] {
    const own = { ...host.settings, ...(host.address !== undefined && { address: host.address }) };
    const commandLine: Layer = { origin: "command line", settings: this.commandLine };
    return [
      ...(role === "target" ? [commandLine] : []),
      { origin: "host", settings: own },
      ...this.#inherit(host.groups).layers,
    ];
  }
}

/** StrictHostKeyChecking counts only where the inventory is silent: it could make the check weaker. */
function sshLayers(ssh: SshSettings | undefined): { strong: Layer[]; weak: Layer[] } {
  if (!ssh) return { strong: [], weak: [] };
  const { address, user, port, identityFiles, knownHosts, connectTimeoutMs, jump, agentSocket, hostKeys } =
    ssh;
  const settings = {
    ...(address !== undefined && { address }),
    ...(user !== undefined && { user }),
    ...(port !== undefined && { port }),
    ...(identityFiles && { identity_file: identityFiles }),
    ...(knownHosts && { known_hosts: knownHosts }),
    ...(connectTimeoutMs !== undefined && { connect_timeout: `${connectTimeoutMs}ms` }),
    ...(jump && { jump }),
    ...(agentSocket === "none" && { agent: false }),
  };
  return {
    strong: [{ origin: "ssh_config", settings }],
    weak: hostKeys ? [{ origin: "ssh_config", settings: { host_keys: hostKeys } }] : [],
  };
}
