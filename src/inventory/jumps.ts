import { InventoryError } from "../errors.js";
import type { Target } from "../transport/session.js";
import type { Host, Inventory } from "./inventory.js";
import type { Settings } from "./schema.js";

/** `[user@]address[:port]`, an IPv6 address in brackets. */
const PLAIN = /^(?:([^\s@]+)@)?(\[[^\]]+\]|[^\s:@]+)(?::(\d{1,5}))?$/;

const listOf = (jump: Settings["jump"]): readonly string[] =>
  jump === undefined ? [] : typeof jump === "string" ? [jump] : jump;

/** The ways to hosts: each jump host resolved once, with the way to it. */
export class Jumps {
  readonly #known = new Map<string, Target>();

  constructor(
    readonly inventory: Inventory,
    readonly toTarget: (host: Host) => Target,
    readonly settingsOf: (host: Host) => Settings,
  ) {}

  /** The last hop before a host; undefined for a direct connection. An InventoryError for a way that has no end. */
  before(host: string, jump: Settings["jump"], below: readonly string[] = []): Target | undefined {
    const names = listOf(jump);
    // What is set for all hosts is set for the jump host too: it is where the way begins.
    if (names.includes(host)) return undefined;
    if (below.includes(host))
      throw new InventoryError(
        `the jump hosts go in a circle: ${[...below, host].join(" -> ")}`,
        this.inventory.file,
      );
    let via: Target | undefined;
    for (const [index, name] of names.entries())
      via =
        index === 0
          ? this.#hop(name, [...below, host])
          : { ...this.#hop(name, [...below, host]), ...(via && { via }) };
    return via;
  }

  #hop(name: string, below: readonly string[]): Target {
    const known = this.#known.get(name);
    if (known) return known;
    const host = this.inventory.hosts.get(name);
    const via = host && this.before(name, this.settingsOf(host).jump, below);
    const hop = { ...this.toTarget(host ?? this.#plain(name)), ...(via && { via }) };
    this.#known.set(name, hop);
    return hop;
  }

  /** One that is no host of the inventory: the defaults hold for it. */
  #plain(name: string): Host {
    const [, user, address, port] = PLAIN.exec(name) ?? [];
    if (address === undefined)
      throw new InventoryError(
        `jump: expected a host, or [user@]address[:port], not ${name}`,
        this.inventory.file,
      );
    const settings = { ...(user && { user }), ...(port && { port: Number(port) }) };
    return { name, address: address.replace(/^\[|\]$/g, ""), settings, groups: [] };
  }
}
