import type { Duplex } from "node:stream";
import { TransportError } from "../../base/errors.js";
import { clean } from "../failures.js";
import type { Limit } from "../limit.js";
import { closedEarly, notSsh, withWords } from "../preamble.js";
import type { Target } from "../session.js";

/** Lines before the identification are allowed, but not without end. */
const PREAMBLE_LIMIT = 64 * 1024;
/** Nor byte by byte: each time all of it is put together. */
const PIECES_LIMIT = 1024;

/**
 * Waits for the whole identification line, and puts what was read back for ssh2: given the line in three segments,
 * that would lose the one in the middle. Returns what the server calls itself.
 */
export function readIdentification(socket: Duplex, target: Target, limit: Limit): Promise<string> {
  const preamble = new Preamble();
  // Only the listeners added here are removed: a bastion waits for the end of the stream, too.
  let stop = () => {};
  const reading = limit.within<string>(
    () => "ident",
    (resolve, reject) => {
      const take = (chunk: Buffer) => {
        const state = preamble.take(chunk);
        if (state === "complete") resolve(preamble.software());
        else if (state === "foreign") reject(notSsh(target, preamble.text));
      };
      const close = () => reject(closedEarly(target, preamble.text));
      stop = () => void socket.off("data", take).off("close", close);
      socket.on("data", take).once("close", close);
    },
  );
  const told = reading.catch((failure: unknown) => {
    throw failure instanceof TransportError ? withWords(failure, target, preamble.text) : failure;
  });
  return told.finally(() => {
    stop();
    socket.pause();
    if (preamble.bytes.length > 0 && !socket.destroyed) socket.unshift(preamble.bytes);
  });
}

/** What a server says before anything is encrypted. */
class Preamble {
  bytes: Buffer = Buffer.alloc(0);
  /** Where the line begins that is not whole yet. */
  #line = 0;
  #pieces = 0;

  take(chunk: Buffer): "more" | "complete" | "foreign" {
    this.#pieces += 1;
    this.bytes = Buffer.concat([this.bytes, chunk]);
    for (let end = this.#lineEnd(); end >= 0; end = this.#lineEnd()) {
      if (this.#startsWith("SSH-2.0-") || this.#startsWith("SSH-1.99-")) return "complete";
      if (this.#startsWith("SSH-") || this.#startsWith("HTTP/")) return "foreign";
      this.#line = end + 1;
    }
    return this.bytes.length > PREAMBLE_LIMIT || this.#pieces > PIECES_LIMIT ? "foreign" : "more";
  }

  get text(): string {
    return this.bytes.toString("latin1", 0, 400);
  }

  software(): string {
    const line = this.bytes.toString("latin1", this.#line, this.#lineEnd());
    return clean(line.replace(/^SSH-[\d.]+-/, ""));
  }

  #lineEnd(): number {
    return this.bytes.indexOf(0x0a, this.#line);
  }

  #startsWith(text: string): boolean {
    return this.bytes.toString("latin1", this.#line, this.#line + text.length) === text;
  }
}
