import { RE2JS } from "re2js";

/** What a pattern says of a text; undefined where it cannot be told. */
export type Verdict = boolean | undefined;

/**
 * Searches a regular expression of the configuration. The host wrote it, so it runs in linear time; undefined for
 * what only PCRE knows (look-around, back-references).
 */
export const searches = (pattern: string, text: string): Verdict => compiled(pattern)?.matcher(text).find();

/** Whether an expression of RE2's syntax compiles. */
export const isPattern = (pattern: string): boolean => compiled(pattern) !== undefined;

/** Debian's own configuration has two expressions, which every host of a fleet asks for every application. */
const MOST_COMPILED = 500;
const known = new Map<string, RE2JS | undefined>();

/** Undefined for what does not compile. Those that were asked for last are kept. */
function compiled(pattern: string): RE2JS | undefined {
  const expression = known.has(pattern) ? known.get(pattern) : compile(pattern);
  known.delete(pattern);
  known.set(pattern, expression);
  if (known.size > MOST_COMPILED) known.delete(known.keys().next().value ?? "");
  return expression;
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
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
