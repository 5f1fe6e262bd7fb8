import ora from "ora";
import type { CollectEvent } from "../collect.js";
import type { Io } from "./io.js";

/** Where each host is, as one line on standard error; nothing at all where that is no terminal. */
export class Progress {
  readonly #spinner;
  readonly #active = new Set<string>();
  #done = 0;
  #troubled = 0;

  constructor(
    io: Io,
    readonly total: number,
  ) {
    // A terminal without a width, as below `script` or in some containers, would be cleared line by line for ever.
    const drawn = io.stderr.isTTY === true && io.stderr.columns > 0;
    this.#spinner = ora({ stream: io.stderr, isEnabled: drawn, isSilent: !drawn });
    this.#spinner.start(this.#line());
  }

  readonly take = (event: CollectEvent): void => {
    if (event.type === "done") {
      this.#active.delete(event.host);
      this.#done += 1;
      if (event.record.status !== "ok") this.#troubled += 1;
    } else {
      this.#active.add(event.host);
    }
    this.#spinner.text = this.#line();
  };

  stop(): void {
    this.#spinner.stop();
  }

  #line(): string {
    const troubled = this.#troubled > 0 ? `, ${this.#troubled} without an answer` : "";
    return `${this.#done}/${this.total} hosts${troubled}${this.#waitingFor()}`;
  }

  /** The last few are worth naming: it is one of them that everybody waits for. */
  #waitingFor(): string {
    const names = [...this.#active];
    return names.length > 0 && names.length <= 3 ? ` · waiting for ${names.join(", ")}` : "";
  }
}
