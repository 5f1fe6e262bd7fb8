import { type ChildProcess, spawn } from "node:child_process";
import { checkOptions, type Kinds, object, text } from "../../base/arguments.js";
import { ForwardError, TransportError } from "../../base/errors.js";
import { converse, endGroup, leave, terminate } from "../child.js";
import { keysOf, knownTypes } from "../known-hosts/host-key.js";
import { interrupted, Limit } from "../limit.js";
import { LocalFiles } from "../local-files.js";
import { retrying } from "../retry.js";
import { type Session, type Target, type Transport, wayTo } from "../session.js";
import { argumentsOf, type ClientOptions, patienceWith } from "./arguments.js";
import { LogDirectory, OpensshLog } from "./log.js";

export interface OpensshOptions extends Partial<ClientOptions> {
  environment?: NodeJS.ProcessEnv;
  /** Shared with whoever else looks at the same files. */
  files?: LocalFiles;
}

const OPTIONS: Kinds<OpensshOptions> = { environment: object, files: object, program: text, config: text };

/**
 * SSH through the system's own client, with the user's ssh_config: certificates, hardware keys, GSSAPI, ProxyCommand
 * and what else ssh2 has not. One process, one connection and one channel per host.
 */
export function createOpensshTransport(options: OpensshOptions = {}): Transport {
  checkOptions("createOpensshTransport", options, OPTIONS);
  const { environment = process.env, program = "ssh", config, files = new LocalFiles(environment) } = options;
  const logs = new LogDirectory();
  const logOf = (target: Target) => new OpensshLog(logs.next(), target.via, (host) => typesOf(host, files));
  const start = (target: Target, log: string) =>
    spawn(program, argumentsOf(target, log, { program, ...(config !== undefined && { config }) }), {
      // ProxyCommand is run by SHELL, for which the way over jump hosts is written.
      env: { ...environment, LC_ALL: "C", SHELL: "/bin/sh" },
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
  return {
    name: "openssh",
    open: (target, opening) => retrying(() => attempt(target, opening.signal, logOf(target), start), opening),
    close: async () => logs.remove(),
  };
}

/** Empty where a file cannot be read: by then ssh has said so itself. */
function typesOf(host: Target, { knownHosts }: LocalFiles): string[] {
  try {
    return knownTypes(keysOf(host, knownHosts));
  } catch {
    return [];
  }
}

async function attempt(
  target: Target,
  signal: AbortSignal,
  log: OpensshLog,
  start: (target: Target, log: string) => ChildProcess,
): Promise<Session> {
  if (target.password || target.passphrase)
    throw new TransportError(
      "secret",
      "secret-unavailable",
      "transport openssh asks nothing: use a key or an agent",
    );
  const child = start(target, log.file);
  const limit = new Limit(signal, patienceWith(target));
  try {
    await limit.within<void>(
      () => log.stage,
      (resolve, reject) => log.authenticated(child, target, resolve, reject),
    );
  } catch (error) {
    endGroup(child, "SIGKILL");
    leave(child);
    const placed = log.placed(error);
    log.remove();
    throw placed;
  } finally {
    limit.release();
  }
  return sessionOf(child, log, target, signal);
}

function sessionOf(child: ChildProcess, log: OpensshLog, target: Target, signal: AbortSignal): Session {
  const end = () => terminate(child);
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
    connection: { transport: "openssh", ...log.connection(), ...(target.via && { via: wayTo(target) }) },
    exec: (request) => converse(child, request, explain, signal),
    forward: async () => {
      throw new ForwardError("prohibited", "transport openssh has one channel");
    },
    close: async () => {
      signal.removeEventListener("abort", end);
      leave(child);
      log.remove();
    },
  };
}
