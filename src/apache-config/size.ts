import type { Budget } from "../base/budget.js";
import { isGlob, REGEX_UNITS } from "./patterns.js";
import type { Server } from "./servers.js";
import type { ConfigNode } from "./tree.js";

const ENTRY_POINT = /alias|^wsgi(handler|import)script$/;

/** What one entry point costs by itself, its facts and the rules that judge them included. */
const ENTRY_UNITS = 300;
/** One section that is held against one entry point by its path. */
const SECTION_UNITS = 1;
/** Directives that are looked through for each entry point, where all of them have a say. */
const REPEATED = /^(options|addhandler|require|order|allow|deny|satisfy|authmerging)$/;
const REPEATED_UNITS = 0.05;

/** A daemon group, which stands in a list that many rules look through. */
const DAEMON_UNITS = 20;

interface Size {
  entries: number;
  daemons: number;
  /** Units that each entry point costs that it is held against. */
  each: number;
}

const isExpression = ({ key, arguments: [first = "", second = ""] }: ConfigNode) =>
  key.endsWith("match") || first === "~" || isGlob(first) || isGlob(second);

function sizeOf(nodes: readonly ConfigNode[]): Size {
  const size = { entries: 0, daemons: 0, each: 0 };
  for (const node of nodes) {
    if (ENTRY_POINT.test(node.key)) size.entries += 1;
    if (node.key === "wsgidaemonprocess") size.daemons += 1;
    if (REPEATED.test(node.key)) size.each += REPEATED_UNITS;
    // Sections of virtual hosts are counted where those are.
    if (!node.children || node.key === "virtualhost") continue;
    const below = sizeOf(node.children);
    size.entries += below.entries;
    size.daemons += below.daemons;
    size.each += below.each + (isExpression(node) ? REGEX_UNITS : SECTION_UNITS);
  }
  return size;
}

function spendOnServer({ entries, daemons, each }: Size, budget: Budget): void {
  budget.spend(daemons * DAEMON_UNITS, `${daemons} more daemon groups`);
  budget.spend(
    entries * (ENTRY_UNITS + each),
    `${entries} more entry points, and all that may hold for them`,
  );
}

/**
 * Spends what it costs to say of each entry point which sections and directives count for it: a server inherits what
 * the main server has. Throws what the budget throws.
 */
export function spendOn([base, ...hosts]: readonly [Server, ...Server[]], budget: Budget): void {
  const main = sizeOf(base.nodes);
  spendOnServer(main, budget);
  for (const { nodes } of hosts) {
    const { entries, daemons, each } = sizeOf(nodes);
    spendOnServer({ entries: entries + main.entries, daemons, each: each + main.each }, budget);
  }
}
