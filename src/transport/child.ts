import type { ChildProcess } from "node:child_process";
import { kill } from "node:process";
import type { Readable } from "node:stream";
import { TransportError } from "../base/errors.js";
import type { ExecRequest, ExecResult } from "./session.js";

/** A child that has exited may have left others that hold its streams: what is there by then is taken. */
const LINGER_MS = 1500;

/** After a polite request. */
const KILL_AFTER_MS = 1000;

/** Who is still there that long after the host's end, such as a `sudo` that may not be killed, is waited for no more. */
const GIVE_UP_MS = 3000;

/** A whole answer comes in some hundreds of pieces, or some thousands line by line; each costs, however small it is. */
const MOST_READS = 30_000;

/** What is shown to users before they are let in, at most. */
const EARLY_BYTES = 64 << 10;
const EARLY_PIECES = 1000;

const LEFT_OVER_MS = 200;
const LEFT_OVER_MOST = 4096;

/** Ends a child of its own process group, and what it started. */
export function endGroup({ pid, exitCode, signalCode }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    kill(-pid, signal);
  } catch {
    // It has just ended by itself, or it is root's.
  }
}

const isAlive = ({ pid, exitCode, signalCode }: ChildProcess) =>
  pid !== undefined && exitCode === null && signalCode === null;

/** Ends a child that may not want to: asks, lets it know by its standard input, and kills it if it is there a second later. */
export function terminate(child: ChildProcess): void {
  child.stdin?.end();
  endGroup(child, "SIGTERM");
  if (!isAlive(child)) return;
  const timer = setTimeout(() => endGroup(child, "SIGKILL"), KILL_AFTER_MS);
  child.once("exit", () => clearTimeout(timer));
}

/** The same, and nothing that it started keeps this process from its end by holding its streams. */
export function leave(child: ChildProcess): void {
  terminate(child);
  for (const stream of [child.stdout, child.stderr]) stream?.destroy();
  child.unref();
}

/** What a child that has ended left unread; another one that it started may hold the stream open. */
export function leftOver(stream: Readable | null): Promise<string> {
  let text = "";
  return new Promise((resolve) => {
    const done = () => resolve(text);
    if (!stream || stream.destroyed) return done();
    setTimeout(done, LEFT_OVER_MS);
    stream.once("end", done);
    stream.on("data", (chunk: Buffer) => {
      if (text.length < LEFT_OVER_MOST) text += chunk.toString("latin1");
    });
    stream.resume();
  });
}

/** What a stream brings before its reader is there. `excess` is called when that is too much, be it in bytes or in pieces. */
export class Early {
  readonly chunks: Buffer[] = [];
  #bytes = 0;

  constructor(
    readonly stream: Readable | null,
    readonly excess: () => void,
  ) {
    stream?.on("data", this.#hear);
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString("latin1");
  }

  /** To be called before the reader listens, who takes the `chunks` first. */
  stop(): void {
    this.stream?.off("data", this.#hear).pause();
  }

  readonly #hear = (chunk: Buffer) => {
    this.chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > EARLY_BYTES || this.chunks.length > EARLY_PIECES) this.excess();
  };
}

/**
 * One command over the streams of a child process: the script goes to its standard input, which stays open, and its
 * output always flows. `explain` turns an end into an error where the command never ran; an aborted `signal` is one
 * that is waited for no longer than `GIVE_UP_MS`. `early`: what of its errors was read before.
 */
export function converse(
  child: ChildProcess,
  { stdin, maxStdout, maxStderr, onStdout, onStderr, onOpen }: ExecRequest,
  explain: (code: number | null) => TransportError | undefined,
  signal: AbortSignal,
  early: readonly Buffer[] = [],
): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    let over = false;
    let truncated = false;
    let reads = 0;
    const finish = () => {
      if (over) return;
      over = true;
      signal.removeEventListener("abort", giveUp);
      const failure = reads > MOST_READS ? tooManyReads(reads) : explain(child.exitCode);
      if (failure) reject(failure);
      else resolve({ exit: exitOf(child), truncated });
    };
    const follow = (
      stream: Readable | null,
      limit: number,
      give: (chunk: Uint8Array) => void,
      before: readonly Buffer[] = [],
    ) => {
      let left = limit;
      const take = (chunk: Buffer) => {
        reads += 1;
        if (reads > MOST_READS) return endGroup(child, "SIGKILL");
        if (left > 0) give(chunk.subarray(0, left));
        left -= chunk.length;
        if (left >= 0 || truncated) return;
        truncated = true;
        endGroup(child, "SIGKILL");
      };
      for (const chunk of before) take(chunk);
      stream?.on("data", take).resume();
    };
    follow(child.stdout, maxStdout, onStdout);
    follow(child.stderr, maxStderr, onStderr, early);
    const giveUp = () => setTimeout(finish, GIVE_UP_MS).unref();
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
    child.once("close", finish);
    child.once("exit", () => setTimeout(finish, LINGER_MS).unref());
    if (child.exitCode !== null || child.signalCode !== null) setTimeout(finish, LINGER_MS);
    child.stdin?.on("error", () => {});
    child.stdin?.write(stdin);
    onOpen?.((text) => child.stdin?.writable && child.stdin.write(text));
  });
}

const tooManyReads = (reads: number) =>
  new TransportError("exec", "abuse", `the host sends its output in pieces without end: ${reads} of them`);

function exitOf({ exitCode, signalCode }: ChildProcess): ExecResult["exit"] {
  if (signalCode !== null) return { signal: signalCode };
  return exitCode === null ? { unknown: true } : { code: exitCode };
}
