import type { Limit } from "./limit.js";

/** How many may be inside at a time, and how many may come in a second. */
export class Gate {
  #inside = 0;
  #next = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    readonly most: number,
    readonly perSecond: number,
  ) {}

  /** Waits for a place; resolves to what gives it back, which may be called more than once. */
  async enter(limit: Limit): Promise<() => void> {
    await limit.within<void>(
      () => "jump",
      (resolve) => {
        if (this.#inside < this.most) resolve();
        else this.#waiting.push(resolve);
      },
    );
    this.#inside += 1;
    await this.#pace();
    return this.#leaveOnce();
  }

  #leaveOnce(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#inside -= 1;
      this.#waiting.shift()?.();
    };
  }

  /** Spreads the newcomers of a second over it. */
  async #pace(): Promise<void> {
    const now = Date.now();
    const at = Math.max(now, this.#next);
    this.#next = at + 1000 / this.perSecond;
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
  }
}
