import { createHash } from "node:crypto";
import type { Target } from "../session.js";
import { type KnownHostsEntry, lookupName } from "./entry.js";
import type { KnownHostsStore } from "./store.js";

/** What known_hosts says about a key that a server shows. */
export type HostKeyVerdict = "known" | "unknown" | "other-type" | "changed" | "revoked";

/** Everything that known_hosts holds about one host. */
export interface KnownKeys {
  entries: KnownHostsEntry[];
  /** Only `@cert-authority` lines speak for it: host certificates, which ssh2 cannot check. */
  authorityOnly: boolean;
}

/** What known_hosts lists a host under. An alias stands there without a port. */
export const knownAs = ({ address, port, hostKeyAlias }: Target): { host: string; port: number } =>
  hostKeyAlias === undefined ? { host: address, port } : { host: hostKeyAlias, port: 22 };

/**
 * The host as `CheckHostIP yes` looks it up a second time, under the address that was dialled; undefined where that
 * would say nothing more. Loopback is the same address on every machine.
 */
export function addressOnly(target: Target, address: string): Target | undefined {
  const { checkHostIp, hostKeyAlias, ...rest } = target;
  if (!checkHostIp || /^(?:127\.|::1$)/.test(address)) return undefined;
  return hostKeyAlias === undefined && address === target.address ? undefined : { ...rest, address };
}

/** The same as a name of known_hosts. */
export const knownName = (target: Target): string => {
  const { host, port } = knownAs(target);
  return lookupName(host, port);
};

/**
 * The entries that count for a host. As OpenSSH does it: with another port than 22, entries of the bare name
 * count only where none of `[host]:port` is there; revoked keys count in both forms.
 * @internal
 */
export function keysFor(
  find: (name: string) => readonly KnownHostsEntry[],
  host: string,
  port: number,
): KnownKeys {
  const exact = find(lookupName(host, port));
  const bare = port === 22 ? [] : find(lookupName(host, 22));
  const plain = exact.some(({ marker }) => marker === undefined) ? exact : [...exact, ...bare];
  const revoked = bare.filter(({ marker }) => marker === "revoked");
  const all = [...new Set([...plain, ...revoked])];
  // A fleet's file may revoke keys for all hosts, which does not make any host known.
  const vouching = all.filter(({ marker }) => marker !== "revoked");
  return {
    entries: all,
    authorityOnly: vouching.length > 0 && vouching.every(({ marker }) => marker === "cert-authority"),
  };
}

/** Everything that the files of a host hold about it. */
export const keysOf = (target: Target, store: Pick<KnownHostsStore, "find">): KnownKeys => {
  const { host, port } = knownAs(target);
  return keysFor((name) => store.find(target.knownHosts, name), host, port);
};

/** Judges the key that a server shows. A revocation beats every other line. */
export function judgeKey({ entries }: KnownKeys, keyType: string, key: Buffer): HostKeyVerdict {
  const encoded = key.toString("base64");
  const same = entries.filter((entry) => entry.key === encoded);
  if (same.some(({ marker }) => marker === "revoked")) return "revoked";
  if (same.some(({ marker }) => marker === undefined)) return "known";
  const plain = entries.filter(({ marker }) => marker === undefined);
  if (plain.some((entry) => entry.keyType === keyType)) return "changed";
  return plain.length > 0 ? "other-type" : "unknown";
}

/** The types of the keys that are known, for the order of negotiation. */
export const knownTypes = ({ entries }: KnownKeys): string[] =>
  entries.filter(({ marker }) => marker === undefined).map(({ keyType }) => keyType);

/** `SHA256:…`, as ssh-keygen prints it. */
export const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;

/** The size of an RSA key in wire format; undefined for a key of another type. */
function rsaBits(key: Buffer): number | undefined {
  if (typeOfKey(key) !== "ssh-rsa") return undefined;
  const numbers: Buffer[] = [];
  for (let at = 0; at + 4 <= key.length; ) {
    const end = at + 4 + key.readUInt32BE(at);
    numbers.push(key.subarray(at + 4, end));
    at = end;
  }
  // The type, the exponent, and the modulus, which may begin with a byte for its sign.
  const modulus = numbers[2]?.toString("hex").replace(/^(?:00)+/, "") ?? "";
  return modulus === "" ? 0 : BigInt(`0x${modulus}`).toString(2).length;
}

/** As of OpenSSH, which refuses smaller ones. */
const LEAST_RSA_BITS = 1024;

/** Why an RSA key is too small for a host's settings; undefined where it is not. */
export function tooSmall(key: Buffer, { requiredRsaBits = LEAST_RSA_BITS }: Target): string | undefined {
  const bits = rsaBits(key);
  return bits === undefined || bits >= requiredRsaBits
    ? undefined
    : `an RSA key of ${bits} bits, less than the ${requiredRsaBits} of RequiredRSASize`;
}

/** The first string of a key in wire format is its type. It is the server's text, and nobody has looked at it yet. */
export const typeOfKey = (key: Buffer): string =>
  key.length < 4
    ? ""
    : key.toString("latin1", 4, Math.min(4 + key.readUInt32BE(0), 68)).replace(/[^\x21-\x7e]/g, "?");
