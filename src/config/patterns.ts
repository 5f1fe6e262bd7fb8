import { RE2JS } from "re2js";

/** What a pattern says of a text; undefined where it cannot be told. */
export type Verdict = boolean | undefined;

/**
 * Searches a regular expression of the configuration. The host wrote it, so it runs in linear time; undefined for
 * what only PCRE knows (look-around, back-references).
 */
export function searches(pattern: string, text: string): Verdict {
  try {
    return RE2JS.compile(pattern).matcher(text).find();
  } catch {
    return undefined;
  }
}

/** Whether an expression of RE2's syntax compiles. */
export function isPattern(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

const ESCAPED = /[.+^${}()|[\]\\]/g;

/** fnmatch(3) as httpd calls it: `*` and `?` stop at a slash. */
export function matchesGlob(glob: string, text: string): boolean {
  const pieces = glob.split(/(\*+|\?|\[[^\]/]+\])/).map((piece) => {
    if (/^\*+$/.test(piece)) return "[^/]*";
    if (piece === "?") return "[^/]";
    if (/^\[.+\]$/.test(piece)) return piece.replace(/^\[!/, "[^");
    return piece.replace(ESCAPED, "\\$&");
  });
  return searches(`^(?:${pieces.join("")})$`, text) ?? false;
}

export const isGlob = (text: string): boolean => /[*?[]/.test(text);

/** `/a/b` below `/a`, not below `/a/bc`: whole segments. */
export const isBelow = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
