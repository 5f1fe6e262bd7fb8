import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { UsageError } from "../../base/errors.js";
import { writingReason } from "../../base/file-error.js";
import { parseDuration } from "../../inventory/own/duration.js";
import { forTerminal } from "../../report/escape.js";
import type { Io, Run, RunSettings, System } from "../io.js";
import { Interrupt } from "../process/interrupt.js";
import { type Lock, takeLock } from "./lock.js";
import { fileSink, type LogSink, RunLog, streamSink } from "./log.js";

/** What a run that nobody watches has besides its hosts: a lock, a log, and an end before its time. */
export class Unattended implements Run {
  #interrupt: Interrupt | undefined;
  #log = new RunLog(undefined, () => {});
  #lock: Lock | undefined;

  constructor(readonly system: System) {}

  get log(): RunLog {
    return this.#log;
  }

  listen(): AbortSignal {
    this.#interrupt?.stop();
    this.#interrupt = new Interrupt(this.system, (signal) => this.#log.event("signal", { signal }, "warn"));
    return this.#interrupt.signal;
  }

  async begin(options: RunSettings): Promise<void> {
    const trouble = (reason: string) =>
      this.system.stderr.write(`${forTerminal(`wsgi-audit: the log cannot be written: ${reason}`)}\n`);
    this.#log = await new RunLog(await sinkOf(options, this.system, trouble), trouble).begin();
    const file = lockFile(options);
    if (file === undefined) return;
    this.#lock = await takeLock(file, {
      ...(options.lockWait !== undefined && { waitMs: options.lockWait }),
      signal: this.listen(),
      environment: this.system.env,
      onWaiting: (holder) => this.#log.event("lock-waiting", { file, ...holder }),
    });
    this.#interrupt?.stop();
    this.#log.event("lock-taken", { file });
  }

  end(code: number, message?: string): void {
    this.#interrupt?.stop();
    this.#log.ended(code, message);
    this.#lock?.release();
  }
}

/** The options of the commands that a timer may start; what they ask for is there before the command's own work. */
export const withUnattendedOptions = (command: Command, { run }: Io): Command =>
  command
    .option(
      "--lock <file>",
      "no two runs at a time: exit 2 while another one has this lock (--history locks by itself)",
    )
    .option("--no-lock", "no lock on the history")
    .option("--lock-wait <duration>", "wait so long for the other run first, such as 10m", duration)
    .option("--log <file>", "append what the run does as lines of JSON; - for standard error")
    .hook("preAction", async (_, action) => {
      await run.begin(action.opts<RunSettings>());
    });

async function sinkOf(
  { log }: RunSettings,
  system: System,
  trouble: (reason: string) => void,
): Promise<LogSink | undefined> {
  if (log === undefined) return undefined;
  if (log === "-") return streamSink(system.stderr);
  try {
    const sink = fileSink(log);
    // Every start reads this file, few of them write a log.
    const { tellIfOpen } = await import("../process/output-file.js");
    tellIfOpen(log, system);
    return sink;
  } catch (error) {
    trouble((error as Error).message);
    return undefined;
  }
}

function lockFile({ lock, history }: RunSettings): string | undefined {
  if (typeof lock === "string") return lock;
  if (lock === false || history === undefined) return undefined;
  try {
    mkdirSync(history, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UsageError(`cannot write to the history ${history}: ${writingReason(error)}`);
  }
  return join(history, ".lock");
}

function duration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new InvalidArgumentError("It must be a duration such as 30s or 10m.");
  return milliseconds;
}
