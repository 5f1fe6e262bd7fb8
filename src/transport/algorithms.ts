import type { AlgorithmProfile, Offer } from "./session.js";

/** What may be negotiated, strongest first. No group-exchange (it freezes the process), no compression. */
export interface Algorithms {
  kex: string[];
  serverHostKey: string[];
  cipher: string[];
  hmac: string[];
  compress: string[];
}

const MODERN: Algorithms = {
  kex: [
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group14-sha256",
    "diffie-hellman-group16-sha512",
  ],
  serverHostKey: [
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
  ],
  cipher: [
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
    "chacha20-poly1305@openssh.com",
  ],
  hmac: ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"],
  compress: ["none"],
};

const LEGACY: Algorithms = {
  kex: [...MODERN.kex, "diffie-hellman-group14-sha1"],
  serverHostKey: [...MODERN.serverHostKey, "ssh-rsa"],
  cipher: [...MODERN.cipher, "aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc"],
  hmac: [...MODERN.hmac, "hmac-sha1"],
  compress: MODERN.compress,
};

const ANCIENT: Algorithms = {
  kex: [...LEGACY.kex, "diffie-hellman-group1-sha1"],
  serverHostKey: [...LEGACY.serverHostKey, "ssh-dss"],
  cipher: LEGACY.cipher,
  hmac: [...LEGACY.hmac, "hmac-md5"],
  compress: MODERN.compress,
};

const PROFILES = { modern: MODERN, legacy: LEGACY, ancient: ANCIENT } satisfies Record<
  AlgorithmProfile,
  Algorithms
>;

/** The signature algorithms that a key of that type can use. */
const signaturesOf = (keyType: string) =>
  keyType === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [keyType];

/**
 * The algorithms of a profile, those of the known host keys in front: a server that is known by its RSA key
 * would else show its ed25519 key and look unknown.
 */
export function algorithmsFor(
  profile: AlgorithmProfile,
  knownKeyTypes: readonly string[],
  offer: Offer = {},
): Algorithms {
  const { serverHostKey, ...rest } = { ...PROFILES[profile], ...served(offer) };
  const wanted = new Set(knownKeyTypes.flatMap(signaturesOf));
  const first = serverHostKey.filter((algorithm) => wanted.has(algorithm));
  return {
    ...rest,
    serverHostKey: [...first, ...serverHostKey.filter((algorithm) => !wanted.has(algorithm))],
  };
}

/** The part of the user's own lists that SSH in process has. */
const served = (offer: Offer): Offer =>
  Object.fromEntries(
    LISTS.flatMap((kind) => {
      const list = offer[kind];
      return list ? [[kind, list.filter((name) => ANCIENT[kind].includes(name))]] : [];
    }),
  );

const LISTS = ["kex", "serverHostKey", "cipher", "hmac"] as const;

/** What nothing is ever negotiated by but on the user's own word. */
export const isWeak = (name: string): boolean =>
  /sha1|md5|ripemd|-cbc|arcfour|blowfish|cast128|umac-64|^ssh-(?:rsa|dss)|^none$/.test(name);

/** The kind of algorithm for which SSH in process has nothing that the user wants. */
export const unserved = (offer: Offer): string | undefined =>
  LISTS.find((kind) => offer[kind] && served(offer)[kind]?.length === 0);

/** The mildest of the weaker profiles that has one of these algorithms. */
export function profileThatHas(names: readonly string[]): AlgorithmProfile | undefined {
  const weaker: AlgorithmProfile[] = ["legacy", "ancient"];
  return weaker.find((profile) =>
    Object.values(PROFILES[profile]).some((list: string[]) => names.some((name) => list.includes(name))),
  );
}
