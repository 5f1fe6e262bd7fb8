import type { Budget } from "../base/budget.js";
import { REGEX_UNITS, searches } from "./patterns.js";
import type { ConfigNode } from "./tree.js";

export const isMatch = (node: ConfigNode) => node.key.endsWith("match");

/** httpd merges slashes before it looks for an alias (MergeSlashes). */
const merged = (path: string) => path.replace(/\/+/g, "/");

/** The mount of an alias, without a slash at its end. */
const prefixOf = (node: ConfigNode) => merged(node.arguments[0] ?? "").replace(/(.)\/$/, "$1");

/** A path and all that it is below of: `/a/b`, `/a`, "" and `/`. */
function withAncestors(path: string): string[] {
  const found = [path, "/"];
  for (let end = path.lastIndexOf("/"); end >= 0; end = path.lastIndexOf("/", end - 1)) {
    found.push(path.slice(0, end));
    if (end === 0) break;
  }
  return found;
}

/** Literal characters that a regular expression begins with, and what comes after them. */
function beginningOf(expression: string): { literal: string; rest: string } {
  const literal = /^\^((?:[\w/-]|\\\.)*)/.exec(expression)?.[1] ?? "";
  return { literal: merged(literal.replaceAll("\\", "")), rest: expression.slice(literal.length + 1) };
}

const earlier = (one: number | undefined, other: number) =>
  one === undefined ? other : Math.min(one, other);

/**
 * Aliases in the order in which httpd tries them, and which of them takes a URL away from those that come later.
 * Prefixes are looked up; only expressions are tried one after the other, which the budget pays for.
 */
export class Aliases {
  readonly #nodes: ConfigNode[] = [];
  readonly #byPrefix = new Map<string, number>();
  readonly #expressions: number[] = [];
  /** The first expression that takes everything. */
  #catchAll: number | undefined;

  constructor(readonly budget: Budget) {}

  add(node: ConfigNode): void {
    const place = this.#nodes.push(node) - 1;
    if (isMatch(node)) {
      this.#expressions.push(place);
      if (/^\^\/?$/.test(node.arguments[0] ?? "")) this.#catchAll ??= place;
    } else if (!this.#byPrefix.has(prefixOf(node))) this.#byPrefix.set(prefixOf(node), place);
  }

  /** The first one that takes every request of an alias, as far as the beginning of an expression tells. */
  taking(node: ConfigNode): ConfigNode | undefined {
    const [pattern = ""] = node.arguments;
    const place = isMatch(node) ? this.#takingAll(pattern) : this.#takingUrl(merged(pattern));
    return place === undefined ? undefined : this.#nodes[place];
  }

  #takingUrl(url: string): number | undefined {
    const prefix = this.#firstOf(withAncestors(url));
    for (const place of this.#expressions) {
      if (prefix !== undefined && place > prefix) break;
      this.budget.spend(REGEX_UNITS, "very many expressions of aliases");
      if (searches(this.#nodes[place]?.arguments[0] ?? "", url) === true) return place;
    }
    return prefix;
  }

  #takingAll(expression: string): number | undefined {
    const { literal, rest } = beginningOf(expression);
    const whole = /^(\$|\((\?:)?\/\|\$\))/.test(rest);
    const prefix = this.#firstOf(
      withAncestors(literal).filter((each) => each !== literal || whole || each === "/"),
    );
    return prefix === undefined ? this.#catchAll : earlier(this.#catchAll, prefix);
  }

  #firstOf(prefixes: readonly string[]): number | undefined {
    const places = prefixes
      .map((prefix) => this.#byPrefix.get(prefix))
      .filter((place) => place !== undefined);
    return places.length === 0 ? undefined : Math.min(...places);
  }
}
