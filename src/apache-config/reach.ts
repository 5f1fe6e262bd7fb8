import type { Budget } from "../base/budget.js";
import { isBelow, isGlob, matchesGlob, REGEX_UNITS, searches, type Verdict } from "./patterns.js";

/** A pattern of URL paths, as Location, Redirect and their kin have one. */
export interface UrlPattern {
  kind: "prefix" | "glob" | "regex";
  text: string;
  /** `!` before the expression of a RewriteRule. */
  negated: boolean;
}

/**
 * What a pattern takes of a mount and of all that is below: everything, the mount itself but not everything (or so it
 * may be), only something below, or nothing.
 */
export type Reach = "all" | "some" | "below" | "none";

/** httpd merges slashes before it looks a URL up (MergeSlashes). */
export const merged = (path: string) => path.replace(/\/+/g, "/");

/** Paths that have little in common: what matches each of them matches all that anybody asks for. */
const SAMPLES = [
  "/",
  "/a",
  "/Z9/~._-/",
  "/index.html",
  "/static/x.css",
  "/.well-known/acme-challenge/t",
  "/admin/1",
];

/** What a search after them costs. */
const UNITS = REGEX_UNITS * (SAMPLES.length + 1);

/** Literal characters that a regular expression begins with, and what comes after them. */
export function beginningOf(expression: string): { literal: string; rest: string } {
  const literal = /^\^((?:[\w/-]|\\\.)*)/.exec(expression)?.[1] ?? "";
  return { literal: merged(literal.replaceAll("\\", "")), rest: expression.slice(literal.length + 1) };
}

/** Whether one URL begins with the other, so far as both are known. */
const areAlong = (one: string, other: string) => one.startsWith(other) || other.startsWith(one);

/** What all that an expression matches begins with, if it is anchored: the last literal character may be optional. */
export const literalOf = (expression: string) => {
  const { literal, rest } = beginningOf(expression);
  return /^[?*{]/.test(rest) ? literal.slice(0, -1) : literal;
};

/** An alternative may stand for all that is before it. */
const isAnchored = (expression: string) => expression.startsWith("^") && !expression.includes("|");

function reachOfPrefix(prefix: string, mount: string): Reach {
  if (prefix === "/" || isBelow(mount, prefix)) return "all";
  return isBelow(prefix, mount) ? "below" : "none";
}

/** `*` and `?` stop at a slash: what takes the mount takes nothing that is deeper. */
function reachOfGlob(glob: string, mount: string): Reach {
  if (matchesGlob(glob, mount)) return "some";
  return areAlong(glob.replace(/[*?[].*$/s, ""), `${mount}/`) ? "below" : "none";
}

function reachOfExpression({ text, negated }: UrlPattern, mount: string, budget: Budget): Reach {
  const elsewhere = isAnchored(text) && !areAlong(literalOf(text), `${mount}/`);
  if (elsewhere) return negated ? "all" : "none";
  budget.spend(UNITS, "very many expressions");
  const taken = (url: string): Verdict => {
    const found = searches(text, url);
    return found === undefined ? undefined : found !== negated;
  };
  const own = taken(mount === "" ? "/" : mount);
  const below = SAMPLES.map((sample) => taken(`${mount}${sample}`));
  if (own === undefined) return "some";
  // What a negation spares may be any URL that is not among the samples.
  if (below.every((each) => each === own))
    return own ? (negated ? "some" : "all") : negated ? "none" : "below";
  return own ? "some" : "below";
}

/** What a pattern takes of a mount, which is a URL path, and of what is below it. */
export function reachOf(pattern: UrlPattern, mount: string, budget: Budget): Reach {
  const at = merged(mount);
  const root = at === "/" ? "" : at.replace(/\/$/, "");
  if (pattern.kind === "regex") return reachOfExpression(pattern, root, budget);
  const text = merged(pattern.text);
  return pattern.kind === "glob" ? reachOfGlob(text, root || "/") : reachOfPrefix(text, at);
}

/** What stands at the beginning of every URL that a pattern takes; "" where that is not known. */
function startOf({ kind, text, negated }: UrlPattern): string {
  if (kind === "regex") return isAnchored(text) && !negated ? literalOf(text) : "";
  return kind === "glob" ? merged(text).replace(/[*?[].*$/s, "") : merged(text);
}

/** An expression that looks at nothing behind its literal beginning. */
const isBeginning = ({ kind, text, negated }: UrlPattern) =>
  kind === "regex" && !negated && isAnchored(text) && /^(|(\.\*|\(\.\*\))\$?)$/.test(beginningOf(text).rest);

/**
 * What a pattern takes of the URLs that an expression matches, all of which are at `base` or below. Where the base is none
 * of them, a pattern that takes something below it may take all of them.
 */
export function reachOfMatch(pattern: UrlPattern, expression: string, base: string, budget: Budget): Reach {
  const own = isAnchored(expression) ? literalOf(expression) : "";
  if (!areAlong(startOf(pattern), own)) return "none";
  if (isBeginning(pattern) && own.startsWith(startOf(pattern))) return "all";
  const reach = reachOf(pattern, base, budget);
  return reach === "below" && searches(expression, base) !== true ? "some" : reach;
}

export const prefixPattern = (text: string): UrlPattern => ({ kind: "prefix", text, negated: false });
export const regexPattern = (text: string): UrlPattern => ({
  kind: "regex",
  text: text.startsWith("!") ? text.slice(1) : text,
  negated: text.startsWith("!"),
});

/** Of a Location: a path, one with wildcards, or an expression. */
export function locationPattern(key: string, [first = "", second = ""]: readonly string[]): UrlPattern {
  if (key === "locationmatch" || first === "~")
    return { kind: "regex", text: first === "~" ? second : first, negated: false };
  return { kind: isGlob(first) ? "glob" : "prefix", text: first, negated: false };
}
