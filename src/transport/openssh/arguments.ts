import { commandOf, type Target } from "../session.js";

export interface ClientOptions {
  /** The client, `ssh` on PATH by default. */
  program: string;
  /** Another ssh_config, as for `ssh -F`, or `none`. */
  config?: string;
}

/** The client asks nothing, and does nothing that the user's configuration adds to the one command. */
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
  AddKeysToAgent: "no",
};

/** What `algorithms: legacy` adds, as far as the client still has it. */
const OLD = {
  KexAlgorithms: "+diffie-hellman-group14-sha1",
  HostKeyAlgorithms: "+ssh-rsa",
  PubkeyAcceptedAlgorithms: "+ssh-rsa",
  Ciphers: "+aes128-cbc,aes256-cbc",
};

/** Leaves the user's own lists as they are. */
const withoutWeak = ({ offer = {} }: Target): Record<string, string> => ({
  ...(!offer.kex && { KexAlgorithms: "-*sha1*" }),
  ...(!offer.serverHostKey && { HostKeyAlgorithms: "-ssh-rsa*,ssh-dss*" }),
  ...(!offer.cipher && { Ciphers: "-*cbc*,arcfour*" }),
  ...(!offer.hmac && { MACs: "-*sha1*,*md5*,umac-64*" }),
});

/** What the inventory itself says outweighs ssh_config, which decides everything else. */
function optionsOf(target: Target): Record<string, string> {
  const { given, hostKeys, agent, algorithms } = target;
  const { port, user, identityFiles, knownHosts, address } = given ?? {};
  return {
    ...ALWAYS,
    ...target.overrides,
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
    ...(target.strongOnly && withoutWeak(target)),
    ...(target.controlPath !== undefined && { ControlPath: target.controlPath.replaceAll("%", "%%") }),
  };
}

/** These files and no others: the user has not named the system's file. */
const knownBy = (files: readonly string[]) => ({
  UserKnownHostsFile: files.length > 0 ? files.map(quoted).join(" ") : "none",
  GlobalKnownHostsFile: "none",
});

/** The client's own time limit has to last for the whole way, of which it sees only the end. */
export const patienceWith = ({ connectTimeoutMs, via }: Target): number =>
  connectTimeoutMs + (via ? patienceWith(via) : 0);

/** As one word, and without tokens. */
const quoted = (path: string) => `"${path.replaceAll('"', "").replaceAll("%", "%%")}"`;

/** The words after `ssh`; none of them is a secret. With -E the client's words never mix with what the host says. */
export function argumentsOf(target: Target, logs: readonly string[], client: ClientOptions): string[] {
  return [
    ...wordsBefore(target, logs.slice(1), client),
    ...["-E", logs[0] ?? "/dev/null", "--", nameOf(target), commandOf(target)],
  ];
}

const nameOf = ({ name, given }: Target) => given?.alias ?? name;

/** `logs`: of the jump hosts, the nearest first. */
function wordsBefore(target: Target, logs: readonly string[], client: ClientOptions): string[] {
  const options = Object.entries(optionsOf(target)).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  // Not -i: it passes over a key of which only the public half is here, as with an agent.
  const identities = (target.given?.identityFiles ?? []).flatMap((file) => [
    "-o",
    `IdentityFile=${quoted(file)}`,
  ]);
  const config = client.config === undefined ? [] : ["-F", client.config];
  const way = wayOf(target, logs, client);
  return [...config, ...options, ...identities, ...way, ...withoutJump(target.given?.args ?? [])];
}

/**
 * The way over jump hosts, each with settings and a log of its own, which `-J` gives it not. The value is read by ssh,
 * which expands `%`, and then by the shell.
 */
function wayOf({ via, address, port, given }: Target, logs: readonly string[], client: ClientOptions) {
  if (!via) return given?.direct ? ["-o", "ProxyJump=none"] : [];
  const where = `[${address}]:${port}`;
  const [log = "/dev/null", ...farther] = logs;
  const words = [client.program, ...wordsBefore(via, farther, client), "-E", log];
  const command = [...words, "-W", where, "--", nameOf(via)].map(inQuotes).join(" ");
  return ["-o", `ProxyCommand=${command.replaceAll("%", "%%")}`];
}

const inQuotes = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** They are part of the way already, and ssh does not take -J together with a ProxyCommand. */
const withoutJump = (words: readonly string[]) =>
  words.filter((word, index) => !/^-J/.test(word) && words[index - 1] !== "-J");
