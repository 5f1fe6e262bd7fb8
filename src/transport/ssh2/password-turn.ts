import type { Limit } from "../limit.js";
import type { Attempt, HeldBack, SharedPasswords } from "../shared-passwords.js";

/** What a login needs to know of the other hosts that have the same password. */
export interface Turns {
  shared: SharedPasswords;
  /** As the user names the host. */
  host: string;
  limit: Limit;
}

/** The turn of one login with a password that other hosts may share; both methods that give it away have the same. */
export class PasswordTurn {
  #attempt: Attempt | undefined;
  #heldBack: HeldBack | undefined;
  #isOver = false;

  constructor(
    readonly password: string,
    readonly turns: Turns,
  ) {}

  /** The host that refused the password, so that it was not tried here. */
  get refusedBy(): string | undefined {
    return this.#heldBack?.refusedBy;
  }

  /** Resolves with whether it may be tried. The wait for another host is not charged to this one. */
  async begin(): Promise<boolean> {
    if (this.#attempt) return true;
    const { shared, host, limit } = this.turns;
    const goOn = limit.pause();
    const turn = await shared.enter(this.password, host, limit.signal);
    goOn();
    if ("refusedBy" in turn) this.#heldBack = turn;
    else this.#attempt = turn;
    if (this.#isOver) this.#attempt?.leave();
    return this.#attempt !== undefined;
  }

  accepted(): void {
    this.#attempt?.accepted();
  }

  refused(): void {
    this.#attempt?.refused();
  }

  /** To be called when the login has ended, one way or the other. */
  end(): void {
    this.#isOver = true;
    this.#attempt?.leave();
  }
}
