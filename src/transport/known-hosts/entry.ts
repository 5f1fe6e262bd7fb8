import { createHmac, randomBytes } from "node:crypto";
import { matchesGlob } from "../../base/wildcards.js";

/** One line of a known_hosts file. */
export interface KnownHostsEntry {
  /** Host patterns as written, or one hashed name. */
  patterns: string[];
  marker?: "cert-authority" | "revoked";
  keyType: string;
  /** The key in wire format, base64. */
  key: string;
  /** Where it stands. */
  file?: string;
}

/** Reads a known_hosts file; lines that are no entries are passed over, as OpenSSH does. */
export function parseKnownHosts(text: string, file?: string): KnownHostsEntry[] {
  const entries = text.split("\n").flatMap((line) => parseLine(line) ?? []);
  return file === undefined ? entries : entries.map((entry) => ({ ...entry, file }));
}

function parseLine(line: string): KnownHostsEntry | undefined {
  const words = line.trim().split(/[ \t]+/);
  if (words[0]?.startsWith("#")) return undefined;
  const marker = words[0]?.startsWith("@") ? words.shift()?.slice(1) : undefined;
  if (marker !== undefined && marker !== "cert-authority" && marker !== "revoked") return undefined;
  const [hosts, keyType, key] = words;
  if (!hosts || !keyType || !key || !holdsKeyOf(keyType, key)) return undefined;
  return { patterns: patternsOf(hosts), keyType, key, ...(marker && { marker }) };
}

/** A hashed name stands alone: what looks like a list of them is one hash that matches nothing. */
const patternsOf = (hosts: string) => (hosts.startsWith("|") ? [hosts] : hosts.split(","));

/** Whether a key in base64 is of that type: its first string is the type again. */
export function holdsKeyOf(keyType: string, key: string): boolean {
  if (!/^[A-Za-z0-9+/]+=*$/.test(key)) return false;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(keyType.length);
  const head = Buffer.concat([length, Buffer.from(keyType)]);
  return Buffer.from(key, "base64").subarray(0, head.length).equals(head);
}

/** The line for a key that was accepted; `hashed` hides the name, as `HashKnownHosts yes` does. */
export function formatEntry(
  host: string,
  port: number,
  keyType: string,
  key: Buffer,
  hashed: boolean,
): string {
  const name = lookupName(host, port);
  return `${hashed ? hashName(name, randomBytes(20)) : name} ${keyType} ${key.toString("base64")}`;
}

const hashName = (name: string, salt: Buffer) => `|1|${salt.toString("base64")}|${hashWith(salt, name)}`;

const hashWith = (salt: Buffer, name: string) => createHmac("sha1", salt).update(name).digest("base64");

/** `host` for port 22, else `[host]:port`; lower case. */
export const lookupName = (host: string, port: number): string =>
  port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;

/** Whether an entry is about that name: hashed, exact or with `*`, `?` and `!`. */
export function matchesHost(entry: KnownHostsEntry, name: string): boolean {
  let matched = false;
  for (const pattern of entry.patterns) {
    if (pattern.startsWith("|1|")) matched ||= matchesHash(pattern, name);
    else if (pattern.startsWith("!")) {
      if (matchesGlob(pattern.slice(1), name)) return false;
    } else matched ||= matchesGlob(pattern, name);
  }
  return matched;
}

/** `|1|salt|hash`: HMAC-SHA1 of the name. */
function matchesHash(pattern: string, name: string): boolean {
  const [, , salt = "", hash = "", ...more] = pattern.split("|");
  return more.length === 0 && hashWith(Buffer.from(salt, "base64"), name) === hash;
}
