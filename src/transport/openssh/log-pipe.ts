import { execFile } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TransportError } from "../../base/errors.js";

/** An honest log is some kilobytes; with the most talkative LogLevel, some dozens. */
const MOST_BYTES = 256 << 10;

/** Made at once: a process each would cost as much as a tenth of the client. */
const BATCH = 16;

/**
 * One log of a client, which it writes into a named pipe: what nobody reads is not written either, and no disk holds
 * any of it. Only so much is kept; `excess` is called when more comes, and nothing is read from then on.
 */
export class LogPipe {
  text = "";
  overflown = false;
  readonly #descriptor: number;
  readonly #socket: Socket;

  constructor(
    readonly file: string,
    readonly changed: () => void,
  ) {
    // For writing as well: else it would be at its end until the client has opened it.
    this.#descriptor = openSync(file, constants.O_RDWR | constants.O_NONBLOCK);
    this.#socket = socketOn(this.#descriptor);
    this.#socket.on("error", () => {});
    this.#socket.on("data", (chunk: Buffer) => {
      this.#take(chunk);
      this.changed();
    });
  }

  /** What a client that has ended left unread. */
  drain(): void {
    const piece = Buffer.alloc(64 << 10);
    try {
      while (!this.overflown && !this.#socket.destroyed) {
        const length = readSync(this.#descriptor, piece);
        this.#take(piece.subarray(0, length));
      }
    } catch {
      // EAGAIN: that was all.
    }
  }

  close(): void {
    this.#socket.destroy();
    rmSync(this.file, { force: true });
  }

  #take(chunk: Buffer): void {
    this.text += chunk.toString("latin1", 0, MOST_BYTES - this.text.length);
    if (this.text.length < MOST_BYTES) return;
    this.overflown = true;
    this.#socket.pause();
  }
}

function socketOn(fd: number): Socket {
  try {
    return new Socket({ fd, readable: true, writable: false });
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Named pipes for the logs of one run, in a directory that only their owner may enter. */
export class LogDirectory {
  #directory: string | undefined;
  #count = 0;
  #spare: string[] = [];
  #making: Promise<void> | undefined;

  /** So many pipes that nobody has used. Rejects with a TransportError where none can be made. */
  async take(count: number): Promise<string[]> {
    while (this.#spare.length < count) {
      this.#making ??= this.#make(Math.max(BATCH, count)).finally(() => {
        this.#making = undefined;
      });
      await this.#making;
    }
    return this.#spare.splice(0, count);
  }

  remove(): void {
    if (this.#directory) rmSync(this.#directory, { recursive: true, force: true });
    this.#directory = undefined;
    this.#spare = [];
  }

  #make(count: number): Promise<void> {
    this.#directory ??= mkdtempSync(join(tmpdir(), "wsgi-audit-ssh-"));
    const files = Array.from({ length: count }, () => join(this.#directory ?? "", `${++this.#count}.log`));
    return new Promise((resolve, reject) => {
      execFile("mkfifo", ["-m", "600", ...files], (error, _stdout, stderr) => {
        if (error) return reject(noPipe(stderr.trim() || error.message));
        this.#spare.push(...files);
        resolve();
      });
    });
  }
}

const noPipe = (why: string) =>
  new TransportError(
    "dial",
    "internal",
    `no pipe for the log of ssh can be made: ${why.split("\n")[0]}`,
    "TMPDIR has to be on a file system that takes named pipes",
  );
