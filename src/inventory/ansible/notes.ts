import { foldNames } from "../select/ranges.js";

/** What is to be said once about an inventory that was understood, but not taken over in every point. */
export class Notes {
  readonly #said = new Set<string>();
  readonly #counted = new Map<string, Set<string>>();
  readonly #named = new Map<string, Set<string>>();

  say(note: string): void {
    this.#said.add(note);
  }

  /** Said once, with the number of hosts that it is about. */
  count(note: string, host: string): void {
    add(this.#counted, note, host);
  }

  /** Said once, with the names of the hosts that it is about. */
  name(note: string, host: string): void {
    add(this.#named, note, host);
  }

  all(): string[] {
    const count = (hosts: ReadonlySet<string>) => `${hosts.size} ${hosts.size === 1 ? "host" : "hosts"}`;
    return [
      ...this.#said,
      ...Array.from(this.#named, ([note, hosts]) => `${note} (${count(hosts)}: ${foldNames(hosts)})`),
      ...Array.from(this.#counted, ([note, hosts]) => `${note} (${count(hosts)})`),
    ];
  }
}

function add(notes: Map<string, Set<string>>, note: string, host: string): void {
  const hosts = notes.get(note);
  if (hosts) hosts.add(host);
  else notes.set(note, new Set([host]));
}
