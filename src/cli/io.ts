import type { CollectEvent } from "../collect/fleet.js";
import type { LogEvents, LogLevel } from "../model/schema/log.js";
import type { SnapshotHeader } from "../model/snapshot.js";
import type { Signal } from "./signals.js";

/** What the command line needs of its process: handed in, so that tests can stand in for it. */
export interface System {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
  on(signal: Signal, listener: () => void): unknown;
  off(signal: Signal, listener: () => void): unknown;
}

/** The system, and the run that the command is part of. */
export interface Io extends System {
  /** The words of the command line, behind the program's name. */
  readonly words: readonly string[];
  readonly run: Run;
}

/** What a run tells of itself. Silent until a log is asked for. */
export interface RunEvents {
  /** Whether anybody reads what is told here. */
  readonly heard: boolean;
  event<Name extends keyof LogEvents>(event: Name, about: LogEvents[Name], level?: LogLevel): void;
  started(header: SnapshotHeader, limits: LogEvents["run-started"]["limits"]): void;
  take(event: CollectEvent): void;
}

/** What a run that nobody watches is given. */
export interface RunSettings {
  /** A file, or false for none; where nothing is said, that of the history. */
  lock?: string | false;
  /** Milliseconds. */
  lockWait?: number;
  /** A file, or `-` for standard error. */
  log?: string;
  history?: string;
}

/** A run of the program: its log, the signals that call it off, and its end. */
export interface Run {
  /** Opens its log and takes its lock. Rejects with a UsageError where another run has the lock. */
  begin(settings: RunSettings): Promise<void>;
  readonly log: RunEvents;
  /**
   * From here on Ctrl-C, SIGTERM and SIGHUP abort what is returned. Until there is something to report, they do what
   * they do by themselves.
   */
  listen(): AbortSignal;
  /** The last thing that a run does. */
  end(code: number, message?: string): void;
}

/** Colour only on a terminal, and never against NO_COLOR. */
export const wantsColour = (io: System, stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && !io.env.NO_COLOR;

/** Columns of a page that nobody has said the width of: room enough to be read with a pager. */
export const PAGE_WIDTH = 160;

/** No terminal is wider: a number that is, is a mistake. */
const WIDEST = 10_000;

const isWidth = (columns: number | undefined): columns is number =>
  Number.isInteger(columns) && Number(columns) > 0 && Number(columns) <= WIDEST;

/**
 * Columns to fill: those of the terminal, or as many as COLUMNS says. A terminal may say none at all, or 0, as below
 * `script` or on a serial line; COLUMNS may be anything.
 */
export function widthOf({ stdout, env }: Pick<System, "stdout" | "env">, otherwise = PAGE_WIDTH): number {
  const said = /^\d+$/.test(env.COLUMNS ?? "") ? Number(env.COLUMNS) : undefined;
  return [stdout.columns, said].find(isWidth) ?? otherwise;
}

export const writeLine = (stream: NodeJS.WriteStream, text: string): void => {
  stream.write(text.endsWith("\n") ? text : `${text}\n`);
};
