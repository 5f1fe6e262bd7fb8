import { groupBy } from "../../base/group-by.js";
import type { Offer } from "../../transport/session.js";
import { expandTokens, type TokenValues, variable } from "./tokens.js";

/** What ssh_config has to say about a host, where it says something else than OpenSSH's own defaults. */
export interface SshSettings {
  address?: string;
  user?: string;
  port?: number;
  identityFiles?: string[];
  identitiesOnly?: boolean;
  /** Path of an agent's socket, or `none`. */
  agentSocket?: string;
  /** Hops, the first one dialled first; none at all for `ProxyJump none` and for a ProxyCommand. */
  jump?: string[];
  /** 4 or 6, where hosts are dialled by one of them only. */
  addressFamily?: 4 | 6;
  /** The own address that hosts are dialled from. */
  bindAddress?: string;
  /** Least size of RSA keys, of hosts and of the user. */
  requiredRsaBits?: number;
  /** Options of the client that would take the command or its input away, as far as it has them. */
  overrides?: Readonly<Record<string, string>>;
  /** The socket of a connection that is shared, if it is there. */
  controlPath?: string;
  hostKeyAlias?: string;
  knownHosts?: string[];
  /** The first of them that is the user's; undefined where there is none. */
  newKeysIn?: string;
  revokedHostKeys?: string;
  checkHostIp?: true;
  hostKeys?: "strict" | "accept-new";
  connectTimeoutMs?: number;
  algorithms?: Offer;
  /** The option that only OpenSSH's own client serves. */
  needsOpenssh?: string;
}

/** Options by lower-case name, as `ssh -G` prints them; what may stand several times has several values. */
export type Options = ReadonlyMap<string, readonly string[]>;

export const parseOptions = (text: string): Options =>
  groupBy(
    text.split(/\r?\n/).flatMap((line) => {
      const [, name, value] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [{ name, value }];
    }),
    ({ name }) => name,
    ({ value }) => value,
  );

/** A value other than OpenSSH's default means that only its own client will do. */
const ONLY_OPENSSH: Readonly<Record<string, string>> = {
  certificatefile: "CertificateFile",
  proxycommand: "ProxyCommand",
  knownhostscommand: "KnownHostsCommand",
  pkcs11provider: "PKCS11Provider",
  securitykeyprovider: "SecurityKeyProvider",
  hostbasedauthentication: "HostbasedAuthentication",
  proxyusefdpass: "ProxyUseFdpass",
  bindinterface: "BindInterface",
};

/** Only these values of them. */
const ONLY_OPENSSH_IF: readonly (readonly [name: string, values: RegExp, written: string])[] = [
  // `ask` asks nobody here, and a key that DNS does not confirm is looked up as ever.
  ["verifyhostkeydns", /^(yes|true)$/, "VerifyHostKeyDNS"],
  ["pubkeyauthentication", /^(no|false)$/, "PubkeyAuthentication"],
];

const OVERRIDES: Readonly<Record<string, readonly [name: string, value: string]>> = {
  stdinnull: ["StdinNull", "no"],
  sessiontype: ["SessionType", "default"],
  forkafterauthentication: ["ForkAfterAuthentication", "no"],
  tunnel: ["Tunnel", "no"],
};

/**
 * What would take the command or its input away, with what leaves both: as far as the client knows these options, and only
 * those that are `mentioned`, if that is known.
 */
export const overridesIn = (
  defaults: Options,
  mentioned?: { has(name: string): boolean },
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(OVERRIDES).flatMap(([name, pair]) =>
      defaults.has(name) && (mentioned?.has(name) ?? true) ? [pair] : [],
    ),
  );

/** What is known beside the options of a host. */
export interface Beside {
  /** Those of the same client without any configuration. */
  defaults: Options;
  /** Options that are as in `defaults` because somebody has written them so. */
  written: ReadonlySet<string>;
  overrides: Readonly<Record<string, string>>;
}

/** What of `options` is not as in `defaults`, or written all the same. */
export function settingsOf(
  options: Options,
  { defaults, written, overrides }: Beside,
  values: TokenValues,
): SshSettings {
  const set = (name: string): readonly string[] | undefined => {
    const value = options.get(name);
    return value && (written.has(name) || String(value) !== String(defaults.get(name) ?? ""))
      ? value
      : undefined;
  };
  const one = (name: string) => set(name)?.[0];
  const [user, address] = [one("user"), options.get("hostname")?.[0]];
  const port = /^\d{1,5}$/.exec(one("port") ?? "")?.[0];
  const hostKeyAlias = one("hostkeyalias");
  const known: TokenValues = {
    ...values,
    ...(user && { user }),
    ...(port && { port: Number(port) }),
    ...(address && { address }),
    ...(hostKeyAlias && { hostKeyAlias }),
  };
  const paths = (texts: readonly string[] | undefined) =>
    texts?.filter((text) => text !== "none").map((text) => expandTokens(text, known));
  const identityFiles = paths(set("identityfile"));
  const knownHosts = knownHostsOf(set, options, paths);
  const agentSocket = agentOf(one("identityagent"), known);
  const userFile = paths(options.get("userknownhostsfile")?.flatMap((line) => line.split(/\s+/)))?.[0];
  const revoked = paths(set("revokedhostkeys"))?.[0];
  const jump = jumpOf(options, written.has("proxyjump"), known);
  const needsOpenssh =
    Object.entries(ONLY_OPENSSH).find(([name]) => one(name) !== undefined && one(name) !== "none")?.[1] ??
    ONLY_OPENSSH_IF.find(([name, values]) => values.test(one(name) ?? ""))?.[2] ??
    (jump.jump?.includes(undefined) ? "tokens in ProxyJump" : undefined) ??
    ([...(identityFiles ?? []), ...(knownHosts ?? []), agentSocket ?? "", revoked ?? ""].includes(undefined)
      ? "a path with tokens"
      : undefined);
  const whole = (list: (string | undefined)[] | undefined) => list?.filter((file) => file !== undefined);
  const connectTimeout = Number(one("connecttimeout"));
  const algorithms = offerOf(set);
  return {
    ...(address && address.toLowerCase() !== values.alias.toLowerCase() && { address }),
    ...(user && { user }),
    ...(port && { port: Number(port) }),
    ...(identityFiles && { identityFiles: whole(identityFiles) ?? [] }),
    ...(one("identitiesonly") === "yes" && { identitiesOnly: true }),
    ...(agentSocket && { agentSocket }),
    ...(jump.jump && { jump: whole(jump.jump) ?? [] }),
    ...reachOf(one),
    ...(Object.keys(overrides).length > 0 && { overrides }),
    ...(hostKeyAlias && { hostKeyAlias }),
    ...(knownHosts && { knownHosts: whole(knownHosts) ?? [] }),
    ...(userFile !== undefined && knownHosts && { newKeysIn: userFile }),
    ...(revoked !== undefined && { revokedHostKeys: revoked }),
    ...(one("checkhostip") === "yes" && { checkHostIp: true as const }),
    ...hostKeysOf(one("stricthostkeychecking")),
    ...(connectTimeout > 0 && { connectTimeoutMs: connectTimeout * 1000 }),
    ...(algorithms && { algorithms }),
    ...(needsOpenssh && { needsOpenssh }),
  };
}

type Lookup = (name: string) => readonly string[] | undefined;

/** Both lists count together: where one is set, the other keeps its default. */
function knownHostsOf(
  set: Lookup,
  options: Options,
  paths: (texts: readonly string[] | undefined) => (string | undefined)[] | undefined,
): (string | undefined)[] | undefined {
  const names = ["userknownhostsfile", "globalknownhostsfile"];
  if (names.every((name) => set(name) === undefined)) return undefined;
  return paths(names.flatMap((name) => options.get(name) ?? []).flatMap((line) => line.split(/\s+/)));
}

/** Undefined also for one that cannot be told: the empty text is "nothing was said". */
function agentOf(value: string | undefined, values: TokenValues): string | undefined {
  if (value === undefined || value === "SSH_AUTH_SOCK") return "";
  if (value === "none") return value;
  if (value.startsWith("$") && !value.startsWith("${")) return variable(values, value.slice(1)) ?? "none";
  return expandTokens(value, values);
}

/** A ProxyCommand is a way of its own, beside which no jump host of the defaults counts. */
function jumpOf(options: Options, written: boolean, known: TokenValues): { jump?: (string | undefined)[] } {
  const command = options.get("proxycommand")?.[0];
  const value = options.get("proxyjump")?.[0] ?? (command === undefined && !written ? undefined : "none");
  if (value === undefined) return {};
  if (value === "none") return { jump: [] };
  return {
    jump: value.split(",").map((hop) => {
      const name = hop.trim().replace(/^ssh:\/\//, "");
      return expandTokens(name.replace(/\/$/, ""), known);
    }),
  };
}

function reachOf(one: (name: string) => string | undefined): Partial<SshSettings> {
  const family = { inet: 4, inet6: 6 }[one("addressfamily") ?? ""] as 4 | 6 | undefined;
  const bits = Number(one("requiredrsasize"));
  const [bindAddress, controlPath] = [one("bindaddress"), one("controlpath")];
  return {
    ...(family && { addressFamily: family }),
    ...(bindAddress && { bindAddress }),
    ...(bits > 0 && { requiredRsaBits: bits }),
    ...(controlPath && controlPath !== "none" && { controlPath }),
  };
}

/** `no` is never taken over: a host key that nobody checks is no host key. `ask` cannot be asked. */
const hostKeysOf = (value: string | undefined): { hostKeys?: "strict" | "accept-new" } =>
  value === "accept-new"
    ? { hostKeys: "accept-new" }
    : value === "yes" || value === "true"
      ? { hostKeys: "strict" }
      : {};

const LISTS = {
  kex: "kexalgorithms",
  serverHostKey: "hostkeyalgorithms",
  cipher: "ciphers",
  hmac: "macs",
} as const;

function offerOf(set: Lookup): Offer | undefined {
  const offer = Object.entries(LISTS).flatMap(([kind, name]) => {
    const value = set(name)?.[0];
    return value === undefined ? [] : [[kind, value.split(",")]];
  });
  return offer.length > 0 ? Object.fromEntries(offer) : undefined;
}
