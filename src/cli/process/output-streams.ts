import { WriteError } from "../../base/errors.js";
import type { Io } from "../io.js";

/** The standard streams, which may go away at any time: a pipe is closed, a terminal too, a disk is full. */
export class Output {
  #failure: NodeJS.ErrnoException | undefined;

  constructor(readonly io: Pick<Io, "stdout" | "stderr">) {
    io.stdout.on("error", (error: NodeJS.ErrnoException) => {
      this.#failure ??= error;
    });
    // Whatever is told there, the run goes on without it.
    io.stderr.on("error", () => {});
  }

  /** Waits for what is on its way to standard output. Rejects with a WriteError where it was lost. */
  async written(): Promise<void> {
    const { stdout } = this.io;
    if (!stdout.destroyed) await new Promise<void>((resolve) => stdout.write("", () => resolve()));
    // `wsgi-audit … | head` closes the pipe: nobody wants to read the rest.
    if (this.#failure && this.#failure.code !== "EPIPE")
      throw new WriteError(`cannot write to standard output: ${this.#failure.message}`);
  }
}
