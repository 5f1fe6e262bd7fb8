import { type ChildProcess, spawn } from "node:child_process";
import { checkOptions, type Kinds, object, text } from "../../base/arguments.js";
import { ForwardError, TransportError } from "../../base/errors.js";
import { isInstalled } from "../../base/executable.js";
import { converse, endGroup, leave, terminate } from "../child.js";
import { keysOf, knownTypes } from "../known-hosts/host-key.js";
import { interrupted, Limit } from "../limit.js";
import { LocalFiles } from "../local-files.js";
import { retrying } from "../retry.js";
import { type Session, type Target, type Transport, wayTo } from "../session.js";
import { argumentsOf, type ClientOptions, patienceWith } from "./arguments.js";
import { cpuSecondsOf } from "./cpu-limit.js";
import { OpensshLog } from "./log.js";
import { LogDirectory } from "./log-pipe.js";

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
  const logOf = (target: Target) => OpensshLog.open(logs, target.via, (host) => typesOf(host, files));
  const client = { program, ...(config !== undefined && { config }) };
  const start = (target: Target, log: OpensshLog) => {
    const words = argumentsOf(target, log.files, client);
    return spawn("sh", ["-c", limited(cpuSecondsOf(target)), program, ...words], {
      // ProxyCommand is run by SHELL: that of the user, for which his own is written. Ours is for every shell, as long as
      // there is nothing to escape in its quotes.
      env: { ...environment, LC_ALL: "C", ...(target.via && words.some(isEscaped) && { SHELL: "/bin/sh" }) },
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
  };
  return {
    name: "openssh",
    open: (target, opening) => {
      const hindrance = hindranceOf(target, program, environment);
      if (hindrance) return Promise.reject(hindrance);
      return retrying(async () => {
        const log = await logOf(target);
        if (opening.hear) log.tellTo(opening.hear);
        return attempt(target, opening.signal, log, start);
      }, opening);
    },
    close: async () => logs.remove(),
  };
}

const isEscaped = (word: string) => word.startsWith("ProxyCommand=") && word.includes("\\");

/**
 * The client with a limit of CPU, for which a host may have it do what it likes. What ends a process for it may leave a
 * core, with keys in it.
 */
const limited = (seconds: number) => `ulimit -c 0; ulimit -S -t ${seconds} 2>/dev/null; exec "$0" "$@"`;

function hindranceOf(
  target: Target,
  program: string,
  { PATH }: NodeJS.ProcessEnv,
): TransportError | undefined {
  if (target.password || target.passphrase)
    return new TransportError(
      "secret",
      "secret-unavailable",
      "transport openssh asks nothing: use a key or an agent",
    );
  return isInstalled(program, PATH)
    ? undefined
    : new TransportError(
        "dial",
        "internal",
        `cannot run ${program}: it is not on PATH`,
        "install the OpenSSH client",
      );
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
  start: (target: Target, log: OpensshLog) => ChildProcess,
): Promise<Session> {
  const child = start(target, log);
  const limit = new Limit(signal, patienceWith(target));
  try {
    await limit.within<void>(
      () => log.stage,
      (resolve, reject) => log.authenticated(child, target, resolve, reject),
    );
  } catch (error) {
    endGroup(child, "SIGKILL");
    leave(child);
    const placed = log.placed(error, target);
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
  const ignore = log.onChange(() => log.excess(child, target) && endGroup(child, "SIGKILL"));
  // 255 is ssh's own for a connection that broke, but a script may end with it as well.
  const explain = (code: number | null) => {
    log.drain();
    const excess = log.excess(child, target);
    if (excess) return excess;
    if (signal.aborted) return interrupted("exec");
    return code === 255 && log.broken
      ? new TransportError("exec", "reset", "the connection was lost in phase exec")
      : undefined;
  };
  return {
    connection: { transport: "openssh", ...log.connection(), ...(target.via && { via: wayTo(target) }) },
    exec: (request) => converse(child, request, explain, signal, log.early),
    forward: async () => {
      throw new ForwardError("prohibited", "transport openssh has one channel");
    },
    close: async () => {
      signal.removeEventListener("abort", end);
      leave(child);
      ignore();
      log.remove();
    },
  };
}
