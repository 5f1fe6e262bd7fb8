import type { Settings } from "./settings.js";
import type { ConfigNode } from "./tree.js";

/** What a RewriteRule does with the requests that it takes. */
export interface Rewriting {
  node: ConfigNode;
  expression: string;
  /** `answers`: what it leads to, or a refusal; `leads`: to another URL, of which others decide; `passes`: nothing. */
  does: "answers" | "leads" | "passes";
  /** It hands requests on by mod_proxy. */
  proxies: boolean;
  /** The rules that come later are not asked. */
  last: boolean;
  /** Conditions, or a rule before it, have a say in whether it is asked. */
  conditional: boolean;
}

const flagsOf = ([, , flags = ""]: readonly string[]): ReadonlySet<string> =>
  new Set(
    flags
      .replace(/^\[|\]$/g, "")
      .toLowerCase()
      .split(",")
      .map((flag) => flag.trim().replace(/=.*/, "")),
  );

const has = (flags: ReadonlySet<string>, ...names: string[]) => names.some((name) => flags.has(name));

function doneBy(target: string, flags: ReadonlySet<string>, last: boolean): Rewriting["does"] {
  if (has(flags, "f", "forbidden", "g", "gone", "r", "redirect", "p", "proxy")) return "answers";
  if (target === "-") return "passes";
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) return "answers";
  // A path of the file system, if no rule after it takes it up again.
  return last && !has(flags, "pt", "passthrough") ? "answers" : "leads";
}

/** The rules of one server or section, in their order, with the conditions that stand before them. */
export function rewritings(nodes: readonly ConfigNode[]): Rewriting[] {
  const found: Rewriting[] = [];
  let conditional = false;
  // Rules that jump over others, or go back, leave open which of the others are asked.
  let jumps = false;
  for (const node of nodes) {
    if (node.key === "rewritecond") conditional = true;
    if (node.key !== "rewriterule") continue;
    const [pattern = "", target = ""] = node.arguments;
    const flags = flagsOf(node.arguments);
    const last = has(flags, "l", "last", "end");
    const caseless = has(flags, "nc", "nocase");
    jumps ||= has(flags, "c", "chain", "n", "next", "s", "skip");
    found.push({
      node,
      expression: caseless ? pattern.replace(/^(!?)/, "$1(?i)") : pattern,
      does: doneBy(target, flags, last),
      proxies: has(flags, "p", "proxy"),
      last,
      conditional: conditional || jumps,
    });
    conditional = false;
  }
  return found;
}

/** Whether rules count at all. */
export const isRewriting = (settings: Settings): boolean => settings.isOn("rewriteengine");
