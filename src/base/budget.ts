import { ParseError } from "./errors.js";

/** One host's answer asks for more work than a host may cost. That host loses its facts by it, and the others nothing. */
export class TooMuchError extends ParseError {}

/**
 * What may be spent on an input that others have written, so that no form of it costs more than another. Counted, not
 * measured by a clock: the same input is judged or refused on every machine alike.
 */
export class Budget {
  #left: number;

  /** `refuse` makes the error of what could not be paid any more. */
  constructor(
    units: number,
    readonly refuse: (what: string) => ParseError,
  ) {
    this.#left = units;
  }

  /** Throws what `refuse` makes of `what` once everything is spent. */
  spend(units: number, what: string): void {
    this.#left -= units;
    if (this.#left < 0) throw this.refuse(what);
  }
}

/** About a second of a processor. The largest servers that are known take a tenth of it. */
const UNITS_OF_HOST = 1_200_000;

/** For all that is worked out of one host's answer. A unit is about a microsecond. */
export const budgetOfHost = (): Budget =>
  new Budget(UNITS_OF_HOST, (what) => new TooMuchError(`too much to judge: ${what}`, ""));
