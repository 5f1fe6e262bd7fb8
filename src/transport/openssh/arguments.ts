import { commandOf, type Target } from "../session.js";

export interface ClientOptions {
  /** The client, `ssh` on PATH by default. */
  program: string;
  /** As of `ssh -F`: another ssh_config, or `none`. */
  config?: string;
}

/** Never a question, never anything that the user's configuration adds beside the one command. */
const ALWAYS = {
  BatchMode: "yes",
  ServerAliveInterval: "10",
  ServerAliveCountMax: "3",
  ClearAllForwardings: "yes",
  ForwardAgent: "no",
  ForwardX11: "no",
  PermitLocalCommand: "no",
  RequestTTY: "no",
  RemoteCommand: "none",
  UpdateHostKeys: "no",
  ControlMaster: "no",
  ControlPath: "none",
  LogLevel: "DEBUG1",
};

/** What `algorithms: legacy` adds, as far as the client still has it. */
const OLD = {
  KexAlgorithms: "+diffie-hellman-group14-sha1",
  HostKeyAlgorithms: "+ssh-rsa",
  PubkeyAcceptedAlgorithms: "+ssh-rsa",
  Ciphers: "+aes128-cbc,aes256-cbc",
};

/** What the inventory itself says outweighs ssh_config; what it is silent about is left to that. */
function optionsOf(target: Target): Record<string, string> {
  const { given, hostKeys, agent, algorithms } = target;
  const { port, user, identityFiles, knownHosts, address } = given ?? {};
  return {
    ...ALWAYS,
    StrictHostKeyChecking: hostKeys === "accept-new" ? "accept-new" : "yes",
    ConnectTimeout: String(Math.ceil(patienceWith(target) / 1000)),
    ...(port !== undefined && { Port: String(port) }),
    ...(user !== undefined && { User: user }),
    // HostName is read with tokens, which the zone of an IPv6 address looks like.
    ...(address !== undefined && { HostName: address.replaceAll("%", "%%") }),
    ...(knownHosts && knownBy(knownHosts)),
    ...(identityFiles && (identityFiles.length > 0 ? { IdentitiesOnly: "yes" } : { IdentityFile: "none" })),
    ...(!agent && { IdentityAgent: "none" }),
    ...(algorithms !== "modern" && OLD),
  };
}

/** These files and no others: what the system's file knows, the user has not named. */
const knownBy = (files: readonly string[]) => ({
  UserKnownHostsFile: files.length > 0 ? files.map(quoted).join(" ") : "none",
  GlobalKnownHostsFile: "none",
});

/** The client's own time holds for the whole way, of which it sees only its end. */
export const patienceWith = ({ connectTimeoutMs, via }: Target): number =>
  connectTimeoutMs + (via ? patienceWith(via) : 0);

/** As one word, and without tokens. */
const quoted = (path: string) => `"${path.replaceAll('"', "").replaceAll("%", "%%")}"`;

/** The words after `ssh`; every one of them can be shown. With -E its words are never mixed with what the host says. */
export function argumentsOf(target: Target, log: string, client: ClientOptions): string[] {
  return [...wordsBefore(target, log, client), "-E", log, "--", nameOf(target), commandOf(target)];
}

/** The log of the jump host that is so many hops before the host. */
export const hopLog = (log: string, distance: number): string => `${log}.${distance}`;

const nameOf = ({ name, given }: Target) => given?.alias ?? name;

function wordsBefore(target: Target, log: string, client: ClientOptions, distance = 0): string[] {
  const options = Object.entries(optionsOf(target)).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  // Not -i, which passes over a key whose public half alone is here, as with an agent.
  const identities = (target.given?.identityFiles ?? []).flatMap((file) => [
    "-o",
    `IdentityFile=${quoted(file)}`,
  ]);
  const config = client.config === undefined ? [] : ["-F", client.config];
  const way = wayOf(target, log, client, distance + 1);
  return [...config, ...options, ...identities, ...way, ...withoutJump(target.given?.args ?? [])];
}

/**
 * The way over jump hosts, each with settings and a log of its own, which `-J` gives it not. The value is read by ssh,
 * which expands `%`, and then by the shell.
 */
function wayOf({ via, address, port, given }: Target, log: string, client: ClientOptions, distance: number) {
  if (!via) return given?.direct ? ["-o", "ProxyJump=none"] : [];
  const where = `[${address}]:${port}`;
  const words = [client.program, ...wordsBefore(via, log, client, distance), "-E", hopLog(log, distance)];
  const command = [...words, "-W", where, "--", nameOf(via)].map(inQuotes).join(" ");
  return ["-o", `ProxyCommand=${command.replaceAll("%", "%%")}`];
}

const inQuotes = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** They are in the way already, and ssh takes -J and a ProxyCommand not together. */
const withoutJump = (words: readonly string[]) =>
  words.filter((word, index) => !/^-J/.test(word) && words[index - 1] !== "-J");
