import { appendFileSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { type KnownHostsEntry, lookupName, parseKnownHosts } from "./known-hosts.js";

interface Cached {
  stamp: string;
  entries: KnownHostsEntry[];
}

/** known_hosts files, each read once and again when it changes. */
export class KnownHostsStore {
  readonly #files = new Map<string, Cached>();

  /** The entries of all files together. A file that is not there holds none; one that cannot be read throws. */
  read(files: readonly string[]): KnownHostsEntry[] {
    return files.flatMap((file) => this.#readOne(file));
  }

  /** Stores a key that was proven in a handshake. `O_APPEND` keeps lines of parallel runs apart. */
  add(file: string, host: string, port: number, keyType: string, key: Buffer): void {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const line = `${lookupName(host, port)} ${keyType} ${key.toString("base64")}\n`;
    appendFileSync(file, this.#endsInLine(file) ? line : `\n${line}`, { mode: 0o600 });
  }

  #readOne(file: string): KnownHostsEntry[] {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat) return [];
    const stamp = `${stat.mtimeMs}:${stat.size}`;
    const cached = this.#files.get(file);
    if (cached?.stamp === stamp) return cached.entries;
    const entries = parseKnownHosts(readFileSync(file, "utf8"));
    this.#files.set(file, { stamp, entries });
    return entries;
  }

  #endsInLine(file: string): boolean {
    if (!statSync(file, { throwIfNoEntry: false })?.size) return true;
    return readFileSync(file).at(-1) === 0x0a;
  }
}
