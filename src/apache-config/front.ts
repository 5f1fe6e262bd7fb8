import type { Budget } from "../base/budget.js";
import { remembered } from "../base/memoize.js";
import { prefixPattern, type Reach, regexPattern, type UrlPattern } from "./reach.js";
import { rewritings } from "./rewriting.js";
import type { Server } from "./servers.js";
import { type ConfigNode, placeOf } from "./tree.js";
import { type Decided, undecided } from "./undecided.js";

/** What is asked before mod_wsgi is: a directive that answers requests by itself, or keeps others from doing that. */
export interface Front {
  node: ConfigNode;
  pattern: UrlPattern;
  /** `spares`: of its requests none is taken by those of its kind that come later. */
  does: "answers" | "leads" | "spares";
  conditional: boolean;
}

/** What stands in front of an entry point. */
export interface InFront {
  /** Why requests do not reach it; "" where nothing is known, open where the request decides. */
  problem: Decided<string>;
  /** Directives that take a part of its requests, as `FILE:LINE NAME`. */
  parts: string[];
}

const STATUS = /^(permanent|temp|seeother|gone|\d{3})$/i;

/** The URL path of a Redirect or ProxyPass; undefined in a section, which is the path itself. */
export function pathOf({ key, arguments: words }: ConfigNode): string | undefined {
  const [first, second] =
    /^redirect(match)?$/.test(key) && STATUS.test(words[0] ?? "") ? words.slice(1) : words;
  const isTarget = first === undefined || first === "!" || /^[a-z][a-z0-9+.-]*:|\.\.\.$/i.test(first);
  return isTarget && second === undefined ? undefined : first;
}

function simple(node: ConfigNode): Front[] {
  const path = pathOf(node);
  if (path === undefined) return [];
  const spares = node.arguments.includes("!");
  const pattern = node.key.endsWith("match") ? regexPattern(path) : prefixPattern(path);
  return [{ node, pattern, does: spares ? "spares" : "answers", conditional: false }];
}

const of = (nodes: readonly ConfigNode[], ...keys: string[]) =>
  nodes.filter(({ key, children }) => !children && keys.includes(key));

const rewrites = remembered((nodes: readonly ConfigNode[]): readonly Front[] =>
  rewritings(nodes).flatMap(({ node, expression, does, last, conditional }): Front[] => {
    if (does === "passes" && !last) return [];
    const pattern = regexPattern(expression);
    return [{ node, pattern, does: does === "passes" ? "spares" : does, conditional }];
  }),
);

const proxies = remembered((nodes: readonly ConfigNode[]) =>
  of(nodes, "proxypass", "proxypassmatch").flatMap(simple),
);
const redirects = remembered((nodes: readonly ConfigNode[]) =>
  of(nodes, "redirect", "redirectmatch", "redirectpermanent", "redirecttemp").flatMap(simple),
);

/** The first word of the last directive of that name, lower case. */
export const lastOf = (nodes: readonly ConfigNode[], key: string) =>
  of(nodes, key).at(-1)?.arguments[0]?.toLowerCase();

/** Whether the rules of a server count. */
export const isRewritingIn = (base: Server, server: Server): boolean =>
  (lastOf(server.nodes, "rewriteengine") ?? lastOf(base.nodes, "rewriteengine")) === "on";

/** Whether a server has the rules of the main server as well. */
export const inheritsRules = (base: Server, server: Server): boolean =>
  [base, server]
    .flatMap(({ nodes }) => of(nodes, "rewriteoptions"))
    .some((node) => node.arguments.some((word) => /^inherit/i.test(word)));

/** A server's own rules; those of the main server where it asks for them, which is not followed into its order. */
function rewritesOf(base: Server, server: Server): readonly Front[] {
  if (!isRewritingIn(base, server)) return [];
  const own = rewrites(server.nodes);
  if (base === server || !inheritsRules(base, server)) return own;
  return [...own, ...rewrites(base.nodes)].map((each) => ({ ...each, conditional: true }));
}

/** In the order in which httpd asks them: proxies, rules, redirects; each kind is asked on its own. */
export function frontsOf(base: Server, server: Server): readonly (readonly Front[])[] {
  const levels = base === server ? [base] : [base, server];
  return [
    levels.flatMap(({ nodes }) => proxies(nodes)),
    rewritesOf(base, server),
    levels.toReversed().flatMap(({ nodes }) => redirects(nodes)),
  ];
}

export const takes = (node: ConfigNode, path = node.arguments[0]) =>
  `${node.name} ${path ?? ""} at ${placeOf(node)}`;

/** Puts together what several directives take of one mount. */
export class FrontVerdict implements InFront {
  problem: Decided<string> = "";
  readonly parts: string[] = [];

  /** Whether nothing that comes later can change it. */
  get decided(): boolean {
    return typeof this.problem === "string" && this.problem !== "";
  }

  add(node: ConfigNode, reach: Reach, certain: boolean): void {
    if (reach === "none" || this.decided) return;
    const what = takes(node, pathOf(node));
    if (reach === "all" && certain) {
      this.problem = `${what} takes its requests`;
      return;
    }
    this.parts.push(`${placeOf(node)} ${node.name}`);
    if (reach !== "below" && this.problem === "")
      this.problem = undecided(`the request decides: ${what} may take it`);
  }
}

/** What it costs to hold one prefix against one mount. */
const PREFIX_UNITS = 0.3;

/** What stands in front of an entry point; `reachOf` says what a pattern takes of its requests. */
export function inFront(
  fronts: readonly (readonly Front[])[],
  reachOf: (pattern: UrlPattern) => Reach,
  budget: Budget,
  verdict: FrontVerdict,
): void {
  for (const kind of fronts) {
    let spared = false;
    budget.spend(kind.length * PREFIX_UNITS, "very many redirects and their kin");
    for (const { node, pattern, does, conditional } of kind) {
      const reach = reachOf(pattern);
      if (does !== "spares") verdict.add(node, reach, does === "answers" && !conditional && !spared);
      else if (reach === "all" && !conditional) break;
      else if (reach !== "none") spared = true;
    }
  }
}
