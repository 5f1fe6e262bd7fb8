import { type KnownHostsEntry, matchesHost } from "./entry.js";

/** The entries of one file, found by name without a walk over all of them. */
export class KnownHostsIndex {
  /** Entries whose names are all plain, by each of their names. */
  readonly #plain = new Map<string, KnownHostsEntry[]>();
  /** Hashed names, stars and negations: each has to be tried. */
  readonly #others: KnownHostsEntry[] = [];
  /** One hash costs microseconds, but a file may hold ten thousand, and a login looks twice. */
  readonly #found = new Map<string, KnownHostsEntry[]>();

  constructor(entries: readonly KnownHostsEntry[]) {
    for (const entry of entries) this.add(entry);
  }

  add(entry: KnownHostsEntry): void {
    this.#found.clear();
    if (entry.patterns.some((pattern) => /^\||[*?!]/.test(pattern))) this.#others.push(entry);
    else
      for (const name of new Set(entry.patterns.map((pattern) => pattern.toLowerCase()))) {
        const same = this.#plain.get(name);
        if (same) same.push(entry);
        else this.#plain.set(name, [entry]);
      }
  }

  /** `name` in the form of `lookupName`. */
  find(name: string): readonly KnownHostsEntry[] {
    const before = this.#found.get(name);
    if (before) return before;
    const others = this.#others.filter((entry) => matchesHost(entry, name));
    const found = [...(this.#plain.get(name) ?? []), ...others];
    this.#found.set(name, found);
    return found;
  }

  /** Whether the names in this file are hashed: a new one should be hashed then, too. */
  get hashed(): boolean {
    return this.#plain.size === 0 && this.#others.some(({ patterns }) => patterns[0]?.startsWith("|"));
  }
}
