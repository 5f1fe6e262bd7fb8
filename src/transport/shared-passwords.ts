/** Whoever has heard nothing for so long about a password keeps no other host waiting any more. */
const PATIENCE_MS = 10_000;

/** A host's turn with a password. To be closed by one of them; what comes after that is not heard. */
export interface Attempt {
  accepted(): void;
  refused(): void;
  /** Nothing was said about the password. */
  leave(): void;
}

/** The name of the host that refused it. */
export interface HeldBack {
  refusedBy: string;
}

/**
 * The passwords of one run, each of which may serve many hosts: a wrong one would be counted by all of them, and a
 * directory would lock the account. Until one host has taken a password, only one at a time is given it; once one has
 * refused it, no other is.
 */
export class SharedPasswords {
  readonly #known = new Map<string, SharedPassword>();

  constructor(readonly patienceMs = PATIENCE_MS) {}

  /** Waits for that host's turn. An aborted `signal` ends the wait; the turn comes then, for what it is worth. */
  enter(password: string, host: string, signal: AbortSignal): Promise<Attempt | HeldBack> {
    const known = this.#known.get(password) ?? new SharedPassword(this.patienceMs);
    this.#known.set(password, known);
    return known.enter(host, signal);
  }
}

class SharedPassword {
  #isAccepted = false;
  #refusedBy: string | undefined;
  #trying = 0;
  readonly #waiting = new Set<() => void>();

  constructor(readonly patienceMs: number) {}

  async enter(host: string, signal: AbortSignal): Promise<Attempt | HeldBack> {
    while (this.#isUnclear && this.#trying > 0 && !signal.aborted) await this.#change(signal);
    if (this.#refusedBy !== undefined) return { refusedBy: this.#refusedBy };
    return this.#attempt(host);
  }

  get #isUnclear(): boolean {
    return !this.#isAccepted && this.#refusedBy === undefined;
  }

  #attempt(host: string): Attempt {
    let isOpen = true;
    let holds = true;
    this.#trying += 1;
    const release = () => {
      if (holds) this.#trying -= 1;
      holds = false;
      this.#wake();
    };
    const timer = setTimeout(release, this.patienceMs).unref();
    const close = (verdict: () => void) => () => {
      if (!isOpen) return;
      isOpen = false;
      clearTimeout(timer);
      verdict();
      release();
    };
    return {
      accepted: close(() => {
        this.#isAccepted = true;
      }),
      refused: close(() => {
        this.#refusedBy ??= host;
      }),
      leave: close(() => {}),
    };
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener("abort", done, { once: true });
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
