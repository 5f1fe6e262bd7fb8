import { isIP } from "node:net";
import { groupBy } from "../../base/group-by.js";

const GROUP = /^[A-Za-z_][A-Za-z_-]*/;

/** `web` of web01.fra.example.org: what stands before the first number of its own name. */
function stemOf(name: string): string | undefined {
  const [label = ""] = name.split(".");
  return isIP(name) === 0 && /[0-9]/.test(label) ? GROUP.exec(label)?.[0].replace(/[-_]+$/, "") : undefined;
}

/** Hosts that are numbered alike, by what they are called; and those that stand alone. */
export function guessGroups(names: readonly string[]): { groups: Map<string, string[]>; alone: string[] } {
  const byStem = groupBy(names, (name) => stemOf(name) ?? "");
  const groups = new Map([...byStem].filter(([stem, hosts]) => stem !== "" && hosts.length > 1));
  const grouped = new Set([...groups.values()].flat());
  return { groups, alone: names.filter((name) => !grouped.has(name)) };
}
