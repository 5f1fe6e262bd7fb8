import { ParseError } from "../base/errors.js";

/**
 * What the reading of one configuration may cost, in characters looked at: macros, includes and variables can make
 * much of little, and the host writes them. Ten times what the largest configurations need.
 */
export class Budget {
  #left: number;

  constructor(characters: number) {
    this.#left = characters;
  }

  /** Throws a ParseError that names the line once everything is spent. */
  spend(characters: number, line: string): void {
    this.#left -= characters;
    if (this.#left < 0) throw new ParseError("the configuration grows without end", line.slice(0, 200));
  }
}
