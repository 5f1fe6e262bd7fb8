import type { Limit } from "../limit.js";

/** How many may be inside at one time, and how many may enter in a second. */
export class Gate {
  #inside = 0;
  #next = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    readonly most: number,
    readonly perSecond: number,
  ) {}

  /** Waits for a place. Resolves to a function that gives it back, which may be called more than once. */
  async enter(limit: Limit): Promise<() => void> {
    await this.#place(limit);
    const leave = this.#leaveOnce();
    try {
      await this.#pace(limit);
      return leave;
    } catch (error) {
      leave();
      throw error;
    }
  }

  async #place(limit: Limit): Promise<void> {
    let given = false;
    let take = () => {};
    const waiting = (resolve: () => void) => {
      take = () => {
        given = true;
        this.#inside += 1;
        resolve();
      };
      if (this.#inside < this.most) take();
      else this.#waiting.push(take);
    };
    try {
      await limit.within<void>(() => "jump", waiting);
    } catch (error) {
      // A place given to one who has left would be lost to those who still wait.
      if (given) this.#giveBack();
      else if (this.#waiting.includes(take)) this.#waiting.splice(this.#waiting.indexOf(take), 1);
      throw error;
    }
  }

  #giveBack(): void {
    this.#inside -= 1;
    this.#waiting.shift()?.();
  }

  #leaveOnce(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#giveBack();
    };
  }

  /** Spreads the newcomers of a second over that second. */
  async #pace(limit: Limit): Promise<void> {
    const now = Date.now();
    const at = Math.max(now, this.#next);
    this.#next = at + 1000 / this.perSecond;
    if (at <= now) return;
    let timer: NodeJS.Timeout | undefined;
    const wait = (resolve: () => void) => {
      timer = setTimeout(resolve, at - now);
    };
    await limit.within<void>(() => "jump", wait).finally(() => clearTimeout(timer));
  }
}
