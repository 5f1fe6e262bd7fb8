import { linearPattern } from "./re2.js";

/**
 * Whether a text has a match of a regular expression of the user's. The text is a host's: whatever it is, the search
 * takes time in proportion, unless the expression needs what only JavaScript's own have (look-around, references).
 * Throws a SyntaxError for what is no regular expression.
 */
export function matcherOf(pattern: string): (text: string) => boolean {
  const expression = new RegExp(pattern, "u");
  const linear = linearPattern(pattern);
  return linear ? (text) => linear.isIn(text) : (text) => expression.test(text);
}
