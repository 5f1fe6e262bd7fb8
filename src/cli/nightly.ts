import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { UsageError } from "../errors.js";
import { parseDuration } from "../inventory/duration.js";
import { type Lock, takeLock } from "../lock.js";
import { forTerminal } from "../report/escape.js";
import { Interrupt } from "./interrupt.js";
import type { Io } from "./io.js";
import { fileSink, type LogSink, RunLog, streamSink } from "./log.js";

export interface NightlyOptions {
  /** A file; true where only a history may say which, false for none. */
  lock?: string | boolean;
  lockWait?: number;
  log?: string;
  history?: string;
}

/** What a run that nobody watches has besides its hosts: a lock, a log, and an end before its time. */
export class Nightly {
  #interrupt: Interrupt | undefined;
  #log = new RunLog(undefined, () => {});
  #lock: Lock | undefined;

  constructor(readonly io: Io) {}

  get log(): RunLog {
    return this.#log;
  }

  /**
   * From here on Ctrl-C, SIGTERM and SIGHUP abort what is returned. Until there is something to report, they do what
   * they do by themselves.
   */
  listen(): AbortSignal {
    this.#interrupt?.stop();
    this.#interrupt = new Interrupt(this.io, (signal) => this.#log.event("signal", { signal }, "warn"));
    return this.#interrupt.signal;
  }

  /** Rejects with a UsageError where another run has the lock. */
  async begin(options: NightlyOptions): Promise<void> {
    const trouble = (reason: string) =>
      this.io.stderr.write(`${forTerminal(`wsgi-audit: the log cannot be written: ${reason}`)}\n`);
    this.#log = await new RunLog(sinkOf(options, this.io, trouble), trouble).begin();
    const file = lockFile(options);
    if (file === undefined) return;
    this.#lock = await takeLock(file, {
      ...(options.lockWait !== undefined && { waitMs: options.lockWait }),
      signal: this.listen(),
      environment: this.io.env,
      onWaiting: (holder) => this.#log.event("lock-waiting", { file, ...holder }),
    });
    this.#interrupt?.stop();
    this.#log.event("lock-taken", { file });
  }

  /** The last thing that a run does. */
  end(code: number, message?: string): void {
    this.#interrupt?.stop();
    this.#log.ended(code, message);
    this.#lock?.release();
  }
}

/** The options of the commands that a timer may start; what they ask for is there before the command's own work. */
export const withNightlyOptions = (command: Command, io: Io): Command =>
  command
    .option(
      "--lock <file>",
      "no two runs at a time: exit 2 while another one has this lock (--history locks by itself)",
    )
    .option("--no-lock", "no lock on the history")
    .option("--lock-wait <duration>", "wait so long for the other run first, such as 10m", duration)
    .option("--log <file>", "append what the run does as lines of JSON; - for standard error")
    .hook("preAction", async (_, action) => {
      io.nightly = new Nightly(io);
      await io.nightly.begin(action.opts<NightlyOptions>());
    });

function sinkOf({ log }: NightlyOptions, io: Io, trouble: (reason: string) => void): LogSink | undefined {
  if (log === undefined) return undefined;
  if (log === "-") return streamSink(io.stderr);
  try {
    return fileSink(log);
  } catch (error) {
    trouble((error as Error).message);
    return undefined;
  }
}

function lockFile({ lock, history }: NightlyOptions): string | undefined {
  if (typeof lock === "string") return lock;
  if (lock === false || history === undefined) return undefined;
  try {
    mkdirSync(history, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UsageError(`cannot write to the history: ${(error as Error).message}`);
  }
  return join(history, ".lock");
}

function duration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new InvalidArgumentError("It must be a duration such as 30s or 10m.");
  return milliseconds;
}
