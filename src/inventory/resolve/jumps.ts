import { InventoryError } from "../../base/errors.js";
import type { Target } from "../../transport/session.js";
import type { Host } from "../inventory.js";
import type { Layers } from "./layers.js";
import type { Places, Role } from "./sources.js";

/** Names of the jump hosts of a host, the first one dialled first. */
export function hopNames(host: Host, layers: Layers): readonly string[] {
  const jump = layers.get("jump") ?? [];
  const names = typeof jump === "string" ? [jump] : jump;
  // A jump host that is set for all hosts is set for itself, too: there the way begins.
  return names.includes(host.name) ? [] : names;
}

/** The ways to hosts: each jump host resolved once, with the way to it. */
export class Jumps {
  readonly #known = new Map<string, Target>();

  constructor(
    readonly places: Places,
    readonly toTarget: (host: Host, role: Role) => Target,
  ) {}

  /** The last hop before a host; undefined for a direct connection. An InventoryError for a way that has no end. */
  before(host: Host, role: Role, below: readonly string[] = []): Target | undefined {
    const names = hopNames(host, this.places.layersOf(host, role));
    if (names.length > 0 && below.includes(host.name))
      throw new InventoryError(
        `the jump hosts go in a circle: ${[...below, host.name].join(" -> ")}`,
        this.places.inventory.file,
      );
    let via: Target | undefined;
    for (const [index, name] of names.entries()) {
      const hop = this.#hop(name, [...below, host.name]);
      via = index === 0 ? hop : { ...hop, ...(via && { via }) };
    }
    return via;
  }

  #hop(name: string, below: readonly string[]): Target {
    const known = this.#known.get(name);
    if (known) return known;
    const host = this.places.hop(name);
    const via = this.before(host, "hop", below);
    const hop = { ...this.toTarget(host, "hop"), ...(via && { via }) };
    this.#known.set(name, hop);
    return hop;
  }
}
