import { type ChildProcess, spawn } from "node:child_process";
import { ForwardError, TransportError } from "../errors.js";
import { converse, endGroup } from "./child.js";
import { interrupted, Limit } from "./limit.js";
import { LogDirectory, OpensshLog } from "./openssh-log.js";
import { retrying } from "./retry.js";
import { commandOf, type Session, type Target, type Transport, wayTo } from "./session.js";

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
function optionsOf({ given, hostKeys, connectTimeoutMs, agent, algorithms }: Target): Record<string, string> {
  const { port, user, identityFiles, knownHosts, address } = given ?? {};
  return {
    ...ALWAYS,
    StrictHostKeyChecking: hostKeys === "accept-new" ? "accept-new" : "yes",
    ConnectTimeout: String(Math.ceil(connectTimeoutMs / 1000)),
    ...(port !== undefined && { Port: String(port) }),
    ...(user !== undefined && { User: user }),
    ...(address !== undefined && { HostName: address }),
    ...(knownHosts && { UserKnownHostsFile: knownHosts.map(quoted).join(" ") }),
    ...(identityFiles && { IdentitiesOnly: "yes" }),
    ...(!agent && { IdentityAgent: "none" }),
    ...(algorithms !== "modern" && OLD),
  };
}

const quoted = (path: string) => `"${path.replaceAll('"', "")}"`;

const loginOf = ({ user, address, port }: Target) =>
  `${user}@${address.includes(":") ? `[${address}]` : address}:${port}`;

const hopsOf = ({ via }: Target): string[] => (via ? [...hopsOf(via), loginOf(via)] : []);

/** The words after `ssh`; every one of them can be shown. */
export function argumentsOf(target: Target, log: string): string[] {
  const options = Object.entries(optionsOf(target)).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const identities = (target.given?.identityFiles ?? []).flatMap((file) => ["-i", file]);
  const jump = target.via ? ["-J", hopsOf(target).join(",")] : [];
  // With -E its own words are never mixed with what the host says.
  return [...options, ...identities, ...jump, "-E", log, "--", target.name, commandOf(target)];
}

export interface OpensshOptions {
  environment?: NodeJS.ProcessEnv;
  /** The client, `ssh` on PATH by default. */
  program?: string;
}

/**
 * SSH through the system's own client, with the user's ssh_config: certificates, hardware keys, GSSAPI, ProxyCommand
 * and what else ssh2 has not. One process, one connection and one channel per host.
 */
export function createOpensshTransport({
  environment = process.env,
  program = "ssh",
}: OpensshOptions = {}): Transport {
  const logs = new LogDirectory();
  const start = (target: Target, log: string) =>
    spawn(program, argumentsOf(target, log), {
      env: { ...environment, LC_ALL: "C" },
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
  return {
    name: "openssh",
    open: (target, { signal }) => retrying(() => attempt(target, signal, logs.next(), start), { signal }),
    close: async () => logs.remove(),
  };
}

async function attempt(
  target: Target,
  signal: AbortSignal,
  file: string,
  start: (target: Target, log: string) => ChildProcess,
): Promise<Session> {
  if (target.password || target.passphrase)
    throw new TransportError(
      "secret",
      "secret-unavailable",
      "transport openssh asks nothing: use a key or an agent",
    );
  const child = start(target, file);
  const log = new OpensshLog(file);
  const limit = new Limit(signal, target.connectTimeoutMs);
  try {
    await limit.within<void>(
      () => log.stage,
      (resolve, reject) => log.authenticated(child, target, resolve, reject),
    );
  } catch (error) {
    endGroup(child, "SIGKILL");
    log.remove();
    throw error;
  } finally {
    limit.release();
  }
  return sessionOf(child, log, target, signal);
}

function sessionOf(child: ChildProcess, log: OpensshLog, target: Target, signal: AbortSignal): Session {
  const end = () => endGroup(child, "SIGTERM");
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  // 255 is ssh's own for a connection that broke, but a script may end with it as well.
  const explain = (code: number | null) => {
    if (signal.aborted) return interrupted("exec");
    return code === 255 && log.broken
      ? new TransportError("exec", "reset", "the connection was lost in phase exec")
      : undefined;
  };
  return {
    connection: { ...log.connection(), ...(target.via && { via: wayTo(target) }) },
    exec: (request) => converse(child, request, explain),
    forward: async () => {
      throw new ForwardError("prohibited", "transport openssh has one channel");
    },
    close: async () => {
      signal.removeEventListener("abort", end);
      child.stdin?.end();
      end();
      log.remove();
    },
  };
}
