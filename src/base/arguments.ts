import { suggestion } from "./suggestion.js";

/** What a caller may give: a mistake throws a TypeError that names the argument, so that none is taken for an answer. */
export interface Kind {
  is(value: unknown): boolean;
  /** Completes "expected". */
  expected: string;
  /** It has to be there. */
  required?: true;
}

export const text: Kind = { is: (value) => typeof value === "string" && value !== "", expected: "a text" };
/** It may be empty. */
export const anyText: Kind = { is: (value) => typeof value === "string", expected: "a text" };
export const flag: Kind = { is: (value) => typeof value === "boolean", expected: "true or false" };
export const callable: Kind = { is: (value) => typeof value === "function", expected: "a function" };
export const object: Kind = {
  is: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  expected: "an object",
};
export const count: Kind = {
  is: (value) => Number.isSafeInteger(value) && (value as number) > 0,
  expected: "a whole number above 0",
};
export const signal: Kind = { is: (value) => value instanceof AbortSignal, expected: "an AbortSignal" };

export const oneOf = (...words: readonly (string | false)[]): Kind => ({
  is: (value) => words.includes(value as string),
  expected: words.join(", ").replace(/, ([^,]*)$/, " or $1"),
});

export const listOf = (each: Kind): Kind => ({
  is: (value) => Array.isArray(value) && value.every((item) => each.is(item)),
  expected: `a list, of which each is ${each.expected}`,
});

export const either = (...kinds: readonly Kind[]): Kind => ({
  is: (value) => kinds.some((kind) => kind.is(value)),
  expected: kinds.map(({ expected }) => expected).join(", or "),
});

export const required = (kind: Kind): Kind => ({ ...kind, required: true });

const MOST_SHOWN = 60;

/** A value in a message, on one line and never long. */
function shown(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null)
    return typeof value === "string" ? JSON.stringify(value).slice(0, MOST_SHOWN) : String(value);
  return Array.isArray(value) ? "a list" : "an object";
}

/** Throws a TypeError for what is not of that kind. `what` names the function and the argument, `exitCode: failOn`. */
export function checkArgument(what: string, value: unknown, { is, expected }: Kind): void {
  if (!is(value)) throw new TypeError(`${what}: expected ${expected}, not ${shown(value)}`);
}

/** The kind of every option that there is, so that one without a kind does not compile. */
export type Kinds<O> = { readonly [K in keyof Required<O>]: Kind };

/**
 * Throws a TypeError for options that are no object, for one that there is none of, for one of another kind and for one
 * that is missing. One that is undefined is not given.
 */
export function checkOptions<O extends object>(what: string, options: O, kinds: Kinds<O>): void {
  checkArgument(`${what}: options`, options, object);
  const known = Object.keys(kinds);
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`${what}: there is no option ${unknown}${suggestion(unknown, known)}`);
  checkFields(what, options, kinds);
}

/** The same for an object that may hold more; of that, what looks like a slip of the pen is refused. */
export function checkFields<O extends object>(what: string, fields: O, kinds: Kinds<O>): void {
  checkArgument(what, fields, object);
  const given = new Map<string, unknown>(Object.entries(fields));
  for (const [name, kind] of Object.entries<Kind>(kinds)) {
    const value = given.get(name);
    if (value !== undefined) checkArgument(`${what}: ${name}`, value, kind);
    else if (kind.required) throw new TypeError(`${what}: ${name} is missing: expected ${kind.expected}`);
  }
  for (const name of given.keys()) {
    const meant = Object.hasOwn(kinds, name) ? "" : suggestion(name, Object.keys(kinds));
    if (meant) throw new TypeError(`${what}: there is no ${name}${meant}`);
  }
}
