import type { Budget } from "../base/budget.js";
import { beginningOf, merged, type Reach, reachOf } from "./reach.js";
import type { ConfigNode } from "./tree.js";

export const isMatch = (node: ConfigNode) => node.key.endsWith("match");

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

const earlier = (one: number | undefined, other: number) =>
  one === undefined ? other : Math.min(one, other);

/** An alias that takes requests of one that comes later: all that is at its mount and below, or some of it. */
export interface Taking {
  node: ConfigNode;
  reach: Exclude<Reach, "none" | "below">;
}

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

  /** The first one that takes requests of an alias, as far as the beginning of an expression tells. */
  taking(node: ConfigNode): Taking | undefined {
    const [pattern = ""] = node.arguments;
    if (!isMatch(node)) return this.#takingUrl(merged(pattern));
    return this.#taking(this.#takingAll(pattern), "all");
  }

  #taking(place: number | undefined, reach: Taking["reach"]): Taking | undefined {
    const node = place === undefined ? undefined : this.#nodes[place];
    return node && { node, reach };
  }

  #takingUrl(url: string): Taking | undefined {
    const prefix = this.#firstOf(withAncestors(url));
    let some: Taking | undefined;
    for (const place of this.#expressions) {
      if (prefix !== undefined && place > prefix) break;
      const text = this.#nodes[place]?.arguments[0] ?? "";
      const reach = reachOf({ kind: "regex", text, negated: false }, url, this.budget);
      if (reach === "all") return this.#taking(place, reach);
      if (reach === "some") some ??= this.#taking(place, reach);
    }
    return this.#taking(prefix, "all") ?? some;
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
