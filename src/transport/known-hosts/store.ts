import { appendFileSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { TransportError } from "../../base/errors.js";
import { formatEntry, type KnownHostsEntry, parseKnownHosts } from "./entry.js";
import { KnownHostsIndex } from "./name-index.js";
import { RevokedKeys } from "./revoked-keys.js";

interface Cached {
  mtimeMs: number;
  size: number;
  endsInLine: boolean;
  index: KnownHostsIndex;
}

/** known_hosts files, each read once and again when it changes. */
export class KnownHostsStore {
  readonly revoked = new RevokedKeys();
  readonly #files = new Map<string, Cached>();

  /**
   * The entries of all files that match a name. A file that is not there holds none; one that is there and cannot
   * be read is a TransportError, as it may revoke what another one knows.
   */
  find(files: readonly string[], name: string): KnownHostsEntry[] {
    return files.flatMap((file) => this.#read(file)?.index.find(name) ?? []);
  }

  /**
   * Stores a key that was proven in a handshake. One write with O_APPEND, and no await, so that lines of hosts and
   * of runs in parallel do not mix.
   */
  add(file: string, host: string, port: number, keyType: string, key: Buffer): void {
    const before = this.#read(file);
    const line = formatEntry(host, port, keyType, key, before?.index.hashed ?? false);
    const text = `${before?.endsInLine === false ? "\n" : ""}${line}\n`;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    appendFileSync(file, text, { mode: 0o600 });
    if (before) this.#follow(file, before, text);
  }

  #read(file: string): Cached | undefined {
    try {
      const stat = statSync(file, { throwIfNoEntry: false });
      if (!stat) return undefined;
      const cached = this.#files.get(file);
      if (cached?.mtimeMs === stat.mtimeMs && cached.size === stat.size) return cached;
      const text = readFileSync(file, "utf8");
      const fresh = {
        mtimeMs: stat.mtimeMs,
        size: stat.size,
        endsInLine: text === "" || text.endsWith("\n"),
        index: new KnownHostsIndex(parseKnownHosts(text, file)),
      };
      this.#files.set(file, fresh);
      return fresh;
    } catch (error) {
      throw unreadable(file, error as NodeJS.ErrnoException);
    }
  }

  /** Takes a line of ours into the cache: otherwise a fleet of new hosts would read the growing file once per host. */
  #follow(file: string, cached: Cached, text: string): void {
    const { mtimeMs, size } = statSync(file);
    if (size !== cached.size + Buffer.byteLength(text)) return;
    for (const entry of parseKnownHosts(text, file)) cached.index.add(entry);
    this.#files.set(file, { ...cached, mtimeMs, size, endsInLine: true });
  }
}

const unreadable = (file: string, { code }: NodeJS.ErrnoException) =>
  new TransportError("hostkey", "internal", `cannot read ${file}: ${code}`, `ls -l ${file}`);
