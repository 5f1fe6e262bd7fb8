import type { Inventory } from "../../../src/inventory/inventory.js";

/** An inventory as what can be compared: who is there, in which groups, reached how. */
export interface Summary {
  hosts: Record<string, { groups: string[]; alias?: string; settings: unknown }>;
  groups: Record<string, string[]>;
}

/** Without groups that hold nobody: `ansible-inventory --list` does not always name them. */
export function summaryOf({ hosts, groups }: Inventory): Summary {
  const used = new Set([...hosts.values()].flatMap(({ groups: names }) => names));
  for (const name of used) for (const parent of groups.get(name)?.parents ?? []) used.add(parent);
  return {
    hosts: Object.fromEntries(
      Array.from(hosts.values(), ({ name, alias, settings, groups: names }) => [
        name,
        { groups: [...names].sort(), ...(alias !== undefined && { alias }), settings },
      ]),
    ),
    groups: Object.fromEntries(
      [...groups.values()]
        .filter(({ name }) => used.has(name))
        .map(({ name, parents }) => [name, [...parents].sort()]),
    ),
  };
}

/** The same of what `ansible-inventory --list` prints, by no code of ours: which hosts a group itself names. */
export function membersOf(list: Record<string, { hosts?: string[] }>): Record<string, string[]> {
  const groups = Object.entries(list).filter(([name]) => !["_meta", "all", "ungrouped"].includes(name));
  return Object.fromEntries(
    groups.flatMap(([name, { hosts }]) => (hosts ? [[name, [...hosts].sort()]] : [])),
  );
}

export function ownMembersOf({ hosts }: Inventory): Record<string, string[]> {
  const members: Record<string, string[]> = {};
  for (const { name, groups } of hosts.values())
    for (const group of groups) members[group] = [...(members[group] ?? []), name].sort();
  return members;
}
