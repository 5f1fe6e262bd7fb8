import type { Group, Inventory } from "../inventory.js";
import type { Layer } from "./layers.js";

export interface Inherited {
  /** Nearest first. */
  groups: string[];
  /** What each of them sets, in that order. */
  layers: Layer[];
}

/** Hosts with the same groups inherit the same, so it is worked out once for each distinct set. */
export function inheritance(inventory: Inventory): (direct: readonly string[]) => Inherited {
  const order = new Map(Array.from(inventory.groups.keys(), (name, index) => [name, index]));
  const known = new Map<string, Inherited>();
  return (direct) => {
    const key = direct.join("\n");
    const found = known.get(key);
    if (found !== undefined) return found;
    const groups = nearestFirst(direct, inventory.groups, order);
    const layers = groups.map(
      (name): Layer => ({
        origin: `group ${name}`,
        settings: inventory.groups.get(name)?.settings ?? {},
      }),
    );
    known.set(key, { groups, layers });
    return { groups, layers };
  };
}

/**
 * The groups and all of their ancestors. A group is as far away as the longest way up to it, so that a child is
 * always nearer than its parent; of groups equally far, the one that stands first in the file is nearer.
 */
function nearestFirst(
  direct: readonly string[],
  groups: ReadonlyMap<string, Group>,
  order: ReadonlyMap<string, number>,
): string[] {
  const distances = new Map<string, number>();
  for (const name of childrenFirst(direct, groups)) {
    const distance = distances.get(name) ?? 0;
    distances.set(name, distance);
    for (const parent of groups.get(name)?.parents ?? [])
      distances.set(parent, Math.max(distances.get(parent) ?? 0, distance + 1));
  }
  const rank = (name: string) => order.get(name) ?? 0;
  return Array.from(distances)
    .sort(([a, near], [b, far]) => near - far || rank(a) - rank(b))
    .map(([name]) => name);
}

/** Depth first, so that every group comes before its parents. The inventory has no cycles. */
function childrenFirst(direct: readonly string[], groups: ReadonlyMap<string, Group>): string[] {
  const visited = new Set<string>();
  const parentsFirst: string[] = [];
  const visit = (name: string) => {
    if (visited.has(name)) return;
    visited.add(name);
    for (const parent of groups.get(name)?.parents ?? []) visit(parent);
    parentsFirst.push(name);
  };
  for (const name of direct) visit(name);
  return parentsFirst.reverse();
}
