import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { replaceFile } from "../../base/whole-file.js";

interface Stored {
  /** What the texts hold for: files, their times, the user. */
  state: string;
  texts: Record<string, string>;
}

/** What `ssh -G` printed, kept between runs in a file that is the user's alone. */
export class SshConfigCache {
  readonly #before: ReadonlyMap<string, string>;
  readonly #now = new Map<string, Promise<string>>();
  #fresh = new Map<string, string>();

  /** Without a file nothing is kept. */
  constructor(
    readonly file: string | undefined,
    readonly state: string,
  ) {
    this.#before = file === undefined ? new Map() : read(file, state);
  }

  get(key: string, make: () => Promise<string>): Promise<string> {
    const known = this.#now.get(key);
    if (known) return known;
    const kept = this.#before.get(key);
    const text = kept === undefined ? make() : Promise.resolve(kept);
    this.#now.set(key, text);
    if (kept === undefined) text.then((value) => this.#fresh.set(key, value)).catch(() => {});
    return text;
  }

  /** Never rejects: a read-only home is no reason to fail. */
  save(): void {
    if (this.file === undefined || this.#fresh.size === 0) return;
    const texts = Object.fromEntries([...this.#before, ...this.#fresh]);
    const stored: Stored = { state: this.state, texts };
    try {
      mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
      replaceFile(this.file, JSON.stringify(stored));
    } catch {
      // the next run asks again
    }
    this.#fresh = new Map();
  }
}

function read(file: string, state: string): ReadonlyMap<string, string> {
  try {
    const stored = JSON.parse(readFileSync(file, "utf8")) as Stored;
    if (stored.state !== state) return new Map();
    return new Map(Object.entries(stored.texts).filter(([, text]) => typeof text === "string"));
  } catch {
    return new Map();
  }
}
