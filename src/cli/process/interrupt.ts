import type { System } from "../io.js";
import { SIGNALS, type Signal } from "../signals.js";

/**
 * The first Ctrl-C, SIGTERM or SIGHUP calls a run off: what there is by then is written and reported. The second one
 * ends the program at once, as the system does where nobody listens.
 */
export class Interrupt {
  readonly #controller = new AbortController();
  readonly #listeners: readonly (readonly [Signal, () => void])[];

  constructor(
    readonly io: Pick<System, "on" | "off">,
    onSignal: (signal: Signal) => void,
  ) {
    this.#listeners = SIGNALS.map((name) => {
      const listener = () => {
        this.stop();
        onSignal(name);
        this.#controller.abort();
      };
      return [name, listener] as const;
    });
    for (const [name, listener] of this.#listeners) io.on(name, listener);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Idempotent: signals do what they do by themselves. */
  stop(): void {
    for (const [name, listener] of this.#listeners) this.io.off(name, listener);
  }
}
