import type { Attempt, SharedPasswords } from "../transport/shared-passwords.js";

/** How far the login came with sudo. `given`: the password was. */
export type Unlocking =
  /** sudo lets the login in. */
  | { outcome: "open"; given: boolean }
  /** It was given the password, and did not take it. */
  | { outcome: "refused" }
  /** It asked for none, or ended for another reason. */
  | { outcome: "closed"; given: boolean; status: number }
  | { outcome: "held-back"; refusedBy: string };

/** The password that a run gives to sudo, for several hosts perhaps. */
export interface SudoPassword {
  value: string;
  /** The host that it is given to. */
  host: string;
  shared: SharedPasswords;
  /** Ends the wait for another host. */
  signal: AbortSignal;
}

/** What goes to and comes from `become.sh` on one host. */
export interface Line {
  /** The words of the next mark. */
  hear(): Promise<string>;
  /** What sudo itself has said so far. */
  said(): string;
  send(text: string): void;
  /** Marks the auditor's words. */
  nonce: string;
}

/** Words of sudo about an account whose password it has taken. */
export const EXPIRED = /expired|account validation failure/i;

/** A process that was ended by KILL, as most shells tell it, ksh93 and yash. */
export const isKilled = (status: number) => [128 + 9, 256 + 9, 384 + 9].includes(status);

interface Ended {
  status: number;
  /** How often it asked for a password. */
  asked: number;
}

/**
 * The auditor's side of `become.sh`: sudo is begun once, given the password once if it asks, and never while another
 * host has yet to say whether it is right. Where another has refused it, sudo is only seen to ask. Says `go` to the host
 * if sudo is open: the script may follow then.
 */
export class Unlocker {
  #attempt: Attempt | undefined;
  #given = false;
  #isOver = false;

  constructor(
    readonly password: SudoPassword,
    readonly line: Line,
  ) {}

  async unlock(): Promise<Unlocking> {
    const result = await this.#converse();
    if (result.outcome === "open" && result.given) this.#attempt?.accepted();
    else if (result.outcome === "refused") this.#attempt?.refused();
    else this.#attempt?.leave();
    this.#say(result.outcome === "open" ? "go" : "enough");
    return result;
  }

  /** To be called at the end in any case: no other host waits for this one any more. */
  end(): void {
    this.#isOver = true;
    this.#attempt?.leave();
  }

  async #converse(): Promise<Unlocking> {
    const { value, host, shared, signal } = this.password;
    await this.#hearReady();
    const turn = await shared.enter(value, host, signal);
    if ("refusedBy" in turn) {
      const ended = await this.#begin("bare");
      return ended.asked > 0 ? { outcome: "held-back", refusedBy: turn.refusedBy } : this.#judge(ended);
    }
    this.#attempt = turn;
    // What comes now would be read by nobody, or by a host that is not waited for any more.
    if (this.#isOver || signal.aborted) return { outcome: "closed", given: false, status: 0 };
    return this.#judge(await this.#begin("try"));
  }

  async #hearReady(): Promise<void> {
    while ((await this.line.hear()).trim() !== "ready");
  }

  /** Has sudo begun, and hears how it ends. What asks on the way is given the password, once, where this is the turn. */
  async #begin(word: "bare" | "try"): Promise<Ended> {
    this.#say(word);
    for (;;) {
      const words = (await this.line.hear()).trim();
      const [, status, asked] = /^(\d+) (\d+)$/.exec(words) ?? [];
      if (status !== undefined) return { status: Number(status), asked: Number(asked) };
      if (words !== "asks" || !this.#attempt || this.#given) continue;
      this.#given = true;
      this.line.send(`${this.password.value}\n`);
    }
  }

  #judge({ status, asked }: Ended): Unlocking {
    const given = this.#given;
    if (status === 0) return { outcome: "open", given };
    // Whatever a sudo says that ends then, in words that its configuration may choose, is taken for a refusal.
    const ended = !isKilled(status) && !EXPIRED.test(this.line.said());
    return given && (asked > 1 || ended) ? { outcome: "refused" } : { outcome: "closed", given, status };
  }

  #say(word: string): void {
    this.line.send(`${this.line.nonce} ${word}\n`);
  }
}
