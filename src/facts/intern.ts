import type { HostAudit } from "../model/audit.js";
import type { Facts } from "../model/fact.js";

/**
 * Keeps one of each value that many hosts have. Values are also copied: text that was cut out of a transcript holds
 * the whole transcript in memory as long as it lives. Every value is plain JSON.
 */
export class Sharing {
  readonly #texts = new Map<string, string>();
  readonly #known = new Map<string, unknown>();

  /** The host with its parts replaced by equal ones that others have, too. */
  host(host: HostAudit): HostAudit {
    return {
      ...this.#one({ ...host, facts: {}, gaps: {}, checks: {}, installations: [] }, false),
      facts: this.#facts(host.facts),
      gaps: this.#one(host.gaps),
      checks: this.#one(host.checks),
      installations: host.installations.map(({ id, facts, gaps, checks, applications }) => ({
        id: this.#one(id),
        facts: this.#facts(facts),
        gaps: this.#one(gaps),
        checks: this.#one(checks),
        applications: applications.map((each) => this.#one(each)),
      })),
    };
  }

  /** Process ids and the like make every installation's facts different from all others, but not each of them. */
  #facts(facts: Facts): Facts {
    const shared: Facts = {};
    for (const [id, value] of Object.entries(facts)) shared[id] = this.#one(value);
    return shared;
  }

  #one<T>(value: T, keep = true): T {
    if (typeof value === "string") return this.#text(value) as T;
    if (typeof value !== "object" || value === null) return value;
    const text = JSON.stringify(value);
    const known = this.#known.get(text);
    if (known !== undefined) return known as T;
    const copy = JSON.parse(text) as T;
    if (keep) this.#known.set(text, copy);
    return copy;
  }

  #text(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const copy = JSON.parse(JSON.stringify(text)) as string;
    this.#texts.set(copy, copy);
    return copy;
  }
}
