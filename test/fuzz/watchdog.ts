import { Worker } from "node:worker_threads";

/** As much of an input as is shown. */
const MOST_BYTES = 1 << 20;

/** Ends the process when one input takes for ever, and leaves that input in a file. */
export class Watchdog {
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  readonly #input = new Uint8Array(new SharedArrayBuffer(MOST_BYTES));
  readonly #encoder = new TextEncoder();
  readonly #worker: Worker;
  #serial = 0;

  constructor(limitMs: number, report: string) {
    this.#worker = new Worker(new URL("./watchdog-thread.js", import.meta.url), {
      workerData: { state: this.#state.buffer, input: this.#input.buffer, limitMs, report },
      execArgv: [],
    });
    this.#worker.unref();
  }

  begin(what: string): void {
    const { written } = this.#encoder.encodeInto(what, this.#input);
    Atomics.store(this.#state, 1, written);
    this.#serial = (this.#serial % 0x7fff_fff0) + 1;
    Atomics.store(this.#state, 0, this.#serial);
  }

  end(): void {
    Atomics.store(this.#state, 0, 0);
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
