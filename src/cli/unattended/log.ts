import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import type { Logger } from "pino";
import type { CollectEvent } from "../../collect/fleet.js";
import type { LogEvents, LogLevel } from "../../model/schema/log.js";
import type { HostError, HostRecord, SnapshotHeader } from "../../model/snapshot.js";
import { forJson } from "../../report/escape.js";
import type { RunEvents } from "../io.js";

/** Writes whole lines. Throws where it cannot. */
export interface LogSink {
  write(line: string): void;
  close(): void;
}

/**
 * What a run does, as lines of JSON (RFC 8259), one per event; nothing at all without a sink. What a host said cannot
 * begin a line, nor do anything to a terminal on which the log is read. It never fails: `onTrouble` is told once.
 */
export class RunLog implements RunEvents {
  #logger: Logger | undefined;
  #troubled = false;
  readonly #hosts: Record<HostRecord["status"], number> = {
    ok: 0,
    unreachable: 0,
    failed: 0,
    skipped: 0,
  };

  constructor(
    readonly sink: LogSink | undefined,
    readonly onTrouble: (reason: string) => void,
  ) {}

  get heard(): boolean {
    return this.sink !== undefined;
  }

  /** pino takes 40 ms to load, so it is loaded only if a log is wanted. */
  async begin(): Promise<this> {
    if (!this.sink) return this;
    const { pino, stdTimeFunctions } = await import("pino");
    const options = {
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level: string) => ({ level }) },
    };
    this.#logger = pino(options, { write: (line: string) => this.#write(line) });
    return this;
  }

  event<Name extends keyof LogEvents>(event: Name, about: LogEvents[Name], level: LogLevel = "info"): void {
    this.#logger?.[level]({ event, ...about });
  }

  started({ run, tool, selected, script }: SnapshotHeader, limits: LogEvents["run-started"]["limits"]): void {
    const { id, inventory } = run;
    const about = { run: id, version: tool.version, inventory, selected: selected.length, limits, script };
    this.event("run-started", about);
  }

  /** What becomes of a host. */
  readonly take = (event: CollectEvent): void => {
    const { host } = event;
    if (event.type === "connecting") this.event("host-connecting", { host });
    else if (event.type === "running") this.event("host-running", { host });
    else if (event.type === "retrying")
      this.event("host-retrying", { host, ...failureOf(event.error) }, "warn");
    else this.#done(event.record);
  };

  ended(code: number, message?: string): void {
    const level = code === 1 || code === 2 ? "error" : "info";
    this.event("run-ended", { code, hosts: this.#hosts, ...(message !== undefined && { message }) }, level);
    this.sink?.close();
    this.#logger = undefined;
  }

  #done({ host, status, durationMs, error, connection, transcript }: HostRecord): void {
    this.#hosts[status] += 1;
    const whole = status === "ok" && transcript?.complete === true;
    this.event(
      "host-done",
      {
        host: host.name,
        status,
        durationMs,
        transport: connection?.transport ?? null,
        ...(error && failureOf(error)),
      },
      whole ? "info" : "warn",
    );
  }

  #write(line: string): void {
    try {
      // JSON leaves alone what terminals obey: C1 controls, and what turns the direction of writing.
      this.sink?.write(forJson(line));
    } catch (error) {
      if (!this.#troubled) this.onTrouble((error as Error).message);
      this.#troubled = true;
    }
  }
}

const failureOf = ({ stage, code, message }: HostError) => ({ stage, code, message });

/** Appends to a file that only its owner may read: it names hosts. Throws where that cannot be opened. */
export function fileSink(file: string): LogSink {
  const descriptor = openSync(file, "a+", 0o600);
  let cut = endsWithin(descriptor);
  return {
    write: (line) => {
      // After a power cut or a full disk in the midst of a line, the next one is still a line.
      const bytes = Buffer.from(cut ? `\n${line}` : line);
      let done = 0;
      try {
        while (done < bytes.length) done += writeSync(descriptor, bytes, done);
        cut = false;
      } catch (error) {
        cut ||= done > 0;
        throw error;
      }
    },
    close: () => closeSync(descriptor),
  };
}

/** Whether a file ends in the midst of a line. */
function endsWithin(descriptor: number): boolean {
  const stats = fstatSync(descriptor);
  if (!stats.isFile() || stats.size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, stats.size - 1);
  return last[0] !== 0x0a;
}

export const streamSink = (stream: NodeJS.WritableStream): LogSink => ({
  write: (line) => void stream.write(line),
  close: () => {},
});
