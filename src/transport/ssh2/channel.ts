import type { ClientChannel } from "ssh2";
import { TransportError } from "../../base/errors.js";
import { clean } from "../failures.js";
import type { ExecRequest, ExecResult } from "../session.js";
import type { Link } from "./link.js";
import { ANSWER } from "./traffic.js";

/** After the exit status, a background child may hold the channel open: what is there by then is taken. */
const LINGER_MS = 1500;

/**
 * Runs one command on a channel of its own. Rejects when the channel is refused or not opened within `openWithinMs`,
 * or when the connection ends before the exit status is known.
 */
export function execute(link: Link, request: ExecRequest, openWithinMs: number): Promise<ExecResult> {
  link.phase = "channel";
  link.allow(ANSWER);
  return new Promise((resolve, reject) => {
    const run = new Run(link, request, resolve);
    const timer = setTimeout(() => link.fail(unanswered(openWithinMs)), openWithinMs);
    link.onFailure((failure) => {
      clearTimeout(timer);
      run.stop();
      if (run.exited) run.finish();
      else reject(failure);
    });
    open(link, request.command, (opened) => {
      clearTimeout(timer);
      if (opened instanceof Error) return reject(refused(opened));
      link.phase = "exec";
      run.follow(opened);
    });
  });
}

/** ssh2 throws if the connection is dead, and calls back for every other failure. */
function open(
  { client, socket }: Link,
  command: string,
  done: (opened: Error | ClientChannel) => void,
): void {
  if (socket.destroyed) return;
  try {
    client.exec(command, (error, channel) => done(error ?? channel));
  } catch (error) {
    done(error as Error);
  }
}

const unanswered = (milliseconds: number) =>
  new TransportError(
    "channel",
    "timeout",
    `the server did not start the command in ${milliseconds / 1000} s`,
  );

const refused = (error: Error) =>
  new TransportError(
    "channel",
    "channel-refused",
    `the server did not start the command: ${clean(error.message)}`,
    "does the server allow sessions (MaxSessions, ForceCommand, the login shell)?",
  );

/** One command that runs. Its output always flows, and what is not kept is not buffered either. */
class Run {
  exited = false;
  #exit: ExecResult["exit"] = { unknown: true };
  /** How many events are awaited: the end of both streams, and the close of the channel. */
  #awaited = 3;
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(
    readonly link: Link,
    readonly request: ExecRequest,
    readonly resolve: (result: ExecResult) => void,
  ) {}

  follow(channel: ClientChannel): void {
    const { maxStdout, maxStderr, onStdout, onStderr, stdin, onOpen } = this.request;
    for (const stream of [channel, channel.stderr]) {
      stream.on("error", () => {});
      stream.once("end", () => this.#heard());
    }
    channel.on("data", this.#capped(maxStdout, onStdout));
    channel.stderr.on("data", this.#capped(maxStderr, onStderr));
    channel.once("exit", (code: number | null, signal?: string) => {
      this.exited = true;
      this.#exit = code === null ? { signal: clean(signal ?? "unknown") } : { code };
      this.#linger();
    });
    channel.once("close", () => {
      this.#heard();
      this.#linger();
    });
    // Left open: its end is the life-line of the script.
    channel.write(stdin);
    onOpen?.((text) => channel.writable && channel.write(text));
  }

  finish(truncated = false): void {
    this.stop();
    this.resolve({ exit: this.#exit, truncated });
  }

  stop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  #capped(limit: number, give: (chunk: Uint8Array) => void) {
    let left = limit;
    return (chunk: Buffer) => {
      if (left < 0) return;
      if (left > 0) give(chunk.subarray(0, left));
      left -= chunk.length;
      if (left >= 0) return;
      this.finish(true);
      this.link.socket.destroy();
    };
  }

  #heard(): void {
    this.#awaited -= 1;
    if (this.#awaited === 0) this.finish();
  }

  #linger(): void {
    if (!this.#over) this.#timer ??= setTimeout(() => this.finish(), LINGER_MS);
  }
}
