import { RE2JS } from "re2js";

/** The same few patterns are held against every host, and every entry point of its applications. */
const MOST_KEPT = 500;

/** A regular expression that takes time in proportion to the text, whatever both are. */
export class LinearPattern {
  readonly #expression: RE2JS;

  constructor(pattern: string, flags = 0) {
    this.#expression = RE2JS.compile(pattern, flags);
  }

  isIn(text: string): boolean {
    return this.#expression.matcher(text).find();
  }

  /** The first group, or the whole match where there is none; undefined where it does not match. */
  firstIn(text: string): string | undefined {
    const matcher = this.#expression.matcher(text);
    if (!matcher.find()) return undefined;
    return (matcher.groupCount() > 0 ? matcher.group(1) : matcher.group()) ?? undefined;
  }

  /** Instructions, each of which may be tried on each character. */
  get size(): number {
    return this.#expression.programSize();
  }
}

const known = new Map<string, LinearPattern | undefined>();

/**
 * Compiles a pattern in the syntax of RE2, in which `^` and `$` are the ends of the text, or with `m` those of each line.
 * Undefined for what is none: look-around and references are not in it.
 */
export function linearPattern(pattern: string, flags: "" | "m" = ""): LinearPattern | undefined {
  const key = `${flags}/${pattern}`;
  if (known.has(key)) return known.get(key);
  if (known.size >= MOST_KEPT) known.clear();
  const compiled = compile(pattern, flags === "m" ? RE2JS.MULTILINE : 0);
  known.set(key, compiled);
  return compiled;
}

function compile(pattern: string, flags: number): LinearPattern | undefined {
  try {
    return new LinearPattern(pattern, flags);
  } catch {
    return undefined;
  }
}
