import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { RECORDINGS, type World } from "./world.js";

export interface LightServerConfig {
  /** A snapshot: what its hosts said is what the server's hosts say. */
  recordings: string;
  /** Private key, OpenSSH format. */
  hostKey: string;
  /** The public key that may log in. */
  userKey: string;
}

/** What a server has seen since it was reset. */
export interface ServerReport {
  connections: number;
  /** When the first one was accepted, in nanoseconds of the machine's monotonic clock. */
  firstConnection: number | undefined;
}

/** A server in a process of its own: its CPU and memory are not the client's. */
export interface Server<Report = ServerReport> {
  port: number;
  /** What it has seen since it was reset. */
  report(): Promise<Report>;
  reset(): Promise<void>;
  stop(): void;
}

/** Starts a module of the bench that says its port first, and then answers every word with a report. */
export async function startServer<Report = ServerReport>(
  module: URL,
  config: object,
): Promise<Server<Report>> {
  const child = fork(module, [JSON.stringify(config)]);
  const ask = async (question: string) => {
    child.send(question);
    return answerOf<Report>(child);
  };
  return {
    port: await answerOf<number>(child),
    report: () => ask("report"),
    reset: async () => void (await ask("reset")),
    stop: () => child.disconnect(),
  };
}

/** Its next message. Rejects when it ends instead. */
async function answerOf<T>(child: ChildProcess): Promise<T> {
  const called = new AbortController();
  const { signal } = called;
  const gone = once(child, "exit", { signal }).then(() =>
    Promise.reject(new Error("a server of the bench has ended")),
  );
  gone.catch(() => {}); // the loser of the race
  try {
    const [answer] = await Promise.race([once(child, "message", { signal }), gone]);
    return answer as T;
  } finally {
    called.abort();
  }
}

export const startLightServer = (world: World): Promise<Server> =>
  startServer(new URL("./light-server.js", import.meta.url), {
    recordings: RECORDINGS,
    hostKey: readFileSync(world.path("host-ed25519"), "utf8"),
    userKey: readFileSync(`${world.userKey}.pub`, "utf8"),
  } satisfies LightServerConfig);
