import type { Ora } from "ora";
import type { CollectEvent } from "../collect/fleet.js";
import type { Io } from "./io.js";

/** Where each host is, as one line on standard error; nothing at all where that is no terminal. */
export class Progress {
  readonly #active = new Set<string>();
  #done = 0;
  #troubled = 0;

  private constructor(
    readonly total: number,
    readonly spinner: Ora | undefined,
  ) {
    this.spinner?.start(this.#line());
  }

  /** `quiet`: something else is told there. */
  static async start({ stderr }: Io, total: number, quiet = false): Promise<Progress> {
    // A terminal without a width, as below `script` or in some containers, would be cleared line by line for ever.
    if (quiet || !stderr.isTTY || !stderr.columns) return new Progress(total, undefined);
    const { default: ora } = await import("ora");
    return new Progress(total, ora({ stream: stderr, isEnabled: true }));
  }

  readonly take = (event: CollectEvent): void => {
    if (event.type === "retrying") return;
    if (event.type === "done") {
      this.#active.delete(event.host);
      this.#done += 1;
      if (event.record.status !== "ok" && event.record.status !== "skipped") this.#troubled += 1;
    } else {
      this.#active.add(event.host);
    }
    if (this.spinner) this.spinner.text = this.#line();
  };

  stop(): void {
    this.spinner?.stop();
  }

  #line(): string {
    const troubled = this.#troubled > 0 ? `, ${this.#troubled} without an answer` : "";
    return `${this.#done}/${this.total} hosts${troubled}${this.#waitingFor()}`;
  }

  /** The last few hosts are named: everybody waits for one of them. */
  #waitingFor(): string {
    const names = [...this.#active];
    return names.length > 0 && names.length <= 3 ? ` · waiting for ${names.join(", ")}` : "";
  }
}
