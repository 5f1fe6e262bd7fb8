import { type Stage, TransportError } from "../base/errors.js";

/** The time that one login may take, joined to the signal that ends its host's turn. */
export class Limit {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #left: number | undefined;
  #since = 0;
  #isReleased = false;

  /** Without `milliseconds` only `host` ends it. */
  constructor(
    readonly host: AbortSignal,
    readonly milliseconds?: number,
  ) {
    this.#left = milliseconds;
    this.#run();
    host.addEventListener("abort", this.#over, { once: true });
    if (host.aborted) this.#over();
  }

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly #over = () => this.#controller.abort();

  /** The time until the returned function is called is another host's, and is not counted. */
  pause(): () => void {
    clearTimeout(this.#timer);
    if (this.#left !== undefined) this.#left -= Date.now() - this.#since;
    return () => this.#run();
  }

  #run(): void {
    if (this.#left === undefined || this.#isReleased) return;
    this.#since = Date.now();
    this.#timer = setTimeout(this.#over, this.#left);
  }

  /** Settles as `begin` does. When the time is over it rejects, with the stage that it has reached. */
  within<T>(
    stage: () => Stage,
    begin: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
  ): Promise<T> {
    const { signal } = this.#controller;
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(this.#explain(stage()));
      if (signal.aborted) return giveUp();
      signal.addEventListener("abort", giveUp, { once: true });
      const settled = () => signal.removeEventListener("abort", giveUp);
      begin(
        (value) => {
          settled();
          resolve(value);
        },
        (error) => {
          settled();
          reject(error);
        },
      );
    });
  }

  /** To be called when the login has ended, one way or the other. */
  release(): void {
    this.#isReleased = true;
    clearTimeout(this.#timer);
    this.host.removeEventListener("abort", this.#over);
  }

  #explain(stage: Stage): TransportError {
    if (this.host.aborted) return interrupted(stage);
    const seconds = (this.milliseconds ?? 0) / 1000;
    return new TransportError(
      stage,
      "timeout",
      `no answer within ${seconds} s in phase ${stage}`,
      "is it the right address and port? a slow host needs a longer `connect_timeout:`",
    );
  }
}

export const interrupted = (stage: Stage) =>
  new TransportError(stage, "interrupted", `ended from outside in phase ${stage}`);
