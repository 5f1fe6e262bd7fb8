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
  verifyhostkeydns: "VerifyHostKeyDNS",
  hostbasedauthentication: "HostbasedAuthentication",
  proxyusefdpass: "ProxyUseFdpass",
  addressfamily: "AddressFamily",
  bindaddress: "BindAddress",
  bindinterface: "BindInterface",
  requiredrsasize: "RequiredRSASize",
  pubkeyauthentication: "PubkeyAuthentication",
};

/** What of `options` is not as in `defaults`, which are those of the same client without any configuration. */
export function settingsOf(options: Options, defaults: Options, values: TokenValues): SshSettings {
  const set = (name: string): readonly string[] | undefined => {
    const value = options.get(name);
    return value && String(value) !== String(defaults.get(name) ?? "") ? value : undefined;
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
  const needsOpenssh =
    Object.entries(ONLY_OPENSSH).find(([name]) => one(name) !== undefined && one(name) !== "none")?.[1] ??
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
    ...jumpOf(options),
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
function jumpOf(options: Options): { jump?: string[] } {
  const command = options.get("proxycommand")?.[0];
  const value = options.get("proxyjump")?.[0] ?? (command === undefined ? undefined : "none");
  if (value === undefined) return {};
  if (value === "none") return { jump: [] };
  return {
    jump: value.split(",").map((hop) =>
      hop
        .trim()
        .replace(/^ssh:\/\//, "")
        .replace(/\/$/, ""),
    ),
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
