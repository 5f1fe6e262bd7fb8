import { RE2JS } from "re2js";

/** The same few patterns are held against every host. */
const MOST_KEPT = 500;

const known = new Map<string, (text: string) => boolean>();

/**
 * Whether a text has a match of a regular expression of the user's. The text is a host's: whatever it is, the search
 * takes time in proportion, unless the expression needs what only JavaScript's own have (look-around, references).
 * Throws a SyntaxError for what is no regular expression.
 */
export function matcherOf(pattern: string): (text: string) => boolean {
  const before = known.get(pattern);
  if (before) return before;
  const expression = new RegExp(pattern, "u");
  const linear = compiled(pattern);
  const matcher = linear
    ? (text: string) => linear.matcher(text).find()
    : (text: string) => expression.test(text);
  if (known.size >= MOST_KEPT) known.clear();
  known.set(pattern, matcher);
  return matcher;
}

function compiled(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}
