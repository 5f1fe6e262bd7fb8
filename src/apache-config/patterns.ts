import { linearPattern } from "../base/re2.js";

/** What a pattern says of a text; undefined where it cannot be told. */
export type Verdict = boolean | undefined;

/** Longer ones are no patterns that anybody wrote. */
const LONGEST_PATTERN = 1000;
/** Steps of one search, at most: each character of the text against each instruction of the pattern. */
const MOST_STEPS = 500_000;
const patternOf = (text: string) => (text.length > LONGEST_PATTERN ? undefined : linearPattern(text));

/** What one search costs, in units of a budget: mostly that an expression may have to be compiled anew. */
export const REGEX_UNITS = 40;

/**
 * Searches a regular expression of the configuration. The host wrote it, so it runs in linear time; undefined for
 * what only PCRE knows (look-around, back-references), and for what would still take too long.
 */
export function searches(pattern: string, text: string): Verdict {
  const expression = patternOf(pattern);
  if (expression === undefined || expression.size * text.length > MOST_STEPS) return undefined;
  return expression.isIn(text);
}

const ESCAPED = /[.+^${}()|[\]\\]/g;

/** fnmatch(3) as httpd calls it: `*` and `?` stop at a slash. */
export function globMatcher(glob: string): (text: string) => boolean {
  const pieces = glob.split(/(\*+|\?|\[[^\]/]+\])/).map((piece) => {
    if (/^\*+$/.test(piece)) return "[^/]*";
    if (piece === "?") return "[^/]";
    if (/^\[.+\]$/.test(piece)) return piece.replace(/^\[!/, "[^");
    return piece.replace(ESCAPED, "\\$&");
  });
  const pattern = `^(?:${pieces.join("")})$`;
  return (text) => searches(pattern, text) ?? false;
}

export const matchesGlob = (glob: string, text: string): boolean => globMatcher(glob)(text);

export const isGlob = (text: string): boolean => /[*?[]/.test(text);

/** `/a/b` below `/a`, not below `/a/bc`: whole segments. */
export const isBelow = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
