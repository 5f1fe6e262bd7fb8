import { createHmac } from "node:crypto";

/** One line of a known_hosts file. */
export interface KnownHostsEntry {
  /** Host patterns as written, or one hashed name. */
  patterns: string[];
  marker?: "cert-authority" | "revoked";
  keyType: string;
  /** The key in wire format, base64. */
  key: string;
}

/** Reads a known_hosts file; lines that are no entries are passed over, as OpenSSH does. */
export function parseKnownHosts(text: string): KnownHostsEntry[] {
  return text.split("\n").flatMap((line) => parseLine(line.trim()) ?? []);
}

function parseLine(line: string): KnownHostsEntry | undefined {
  if (line === "" || line.startsWith("#")) return undefined;
  const words = line.split(/[ \t]+/);
  const marker = words[0]?.startsWith("@") ? words.shift()?.slice(1) : undefined;
  const [hosts, keyType, key] = words;
  if (!hosts || !keyType || !key || !/^[A-Za-z0-9+/]+=*$/.test(key)) return undefined;
  if (marker !== undefined && marker !== "cert-authority" && marker !== "revoked") return undefined;
  return { patterns: hosts.split(","), keyType, key, ...(marker && { marker }) };
}

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
  const [, , salt = "", hash = ""] = pattern.split("|");
  return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest("base64") === hash;
}

/** Linear for any pattern: on a mismatch only the last star takes one character more. */
export function matchesGlob(pattern: string, text: string): boolean {
  const glob = pattern.toLowerCase();
  let [at, inText, star, mark] = [0, 0, -1, 0];
  while (inText < text.length) {
    if (at < glob.length && glob[at] === "*") {
      star = at;
      mark = inText;
      at += 1;
    } else if (at < glob.length && (glob[at] === "?" || glob[at] === text[inText])) {
      at += 1;
      inText += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      inText = mark;
    } else return false;
  }
  while (glob[at] === "*") at += 1;
  return at === glob.length;
}
