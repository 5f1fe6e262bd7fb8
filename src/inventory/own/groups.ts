import { suggestion } from "../../base/suggestion.js";
import type { Group } from "../inventory.js";
import type { Path, Problem } from "./document.js";
import type { GroupBody, InventoryBody, Settings } from "./schema.js";

/** A group where the file defines it. */
export interface DeclaredGroup {
  name: string;
  path: Path;
  body: GroupBody;
  children: readonly ChildReference[];
}

interface ChildReference {
  name: string;
  path: Path;
}

type GroupBodies = Readonly<Record<string, GroupBody | null>>;

/** All groups by name, nested ones behind their parents. */
export function declareGroups(body: InventoryBody, problems: Problem[]): Map<string, DeclaredGroup> {
  const declared = new Map<string, DeclaredGroup>();
  const named: ChildReference[] = [];
  const declare = (bodies: GroupBodies, path: Path, nested: boolean) => {
    for (const [name, groupBody] of Object.entries(bodies)) {
      const here = [...path, name];
      // As in Ansible, a bare name in a mapping of children may stand for a group that is defined elsewhere.
      if (nested && groupBody === null) named.push({ name, path: here });
      else if (declared.has(name))
        problems.push({ path: here, at: "key", message: `group "${name}" is defined twice` });
      else {
        const groupPath = groupBody === null ? path : here;
        declared.set(name, {
          name,
          path: here,
          body: groupBody ?? {},
          children: childrenOf(groupBody, here),
        });
        if (isNested(groupBody?.children)) declare(groupBody.children, [...groupPath, "children"], true);
      }
    }
  };
  declare(body.groups ?? {}, ["groups"], false);
  for (const { name, path } of named)
    if (!declared.has(name)) declared.set(name, { name, path, body: {}, children: [] });
  return declared;
}

function childrenOf(body: GroupBody | null, path: Path): ChildReference[] {
  const children = body?.children ?? [];
  const names = isNested(children) ? Object.keys(children) : children;
  return names.map((name, index) => ({
    name,
    path: [...path, "children", isNested(children) ? name : index],
  }));
}

function isNested(children: GroupBody["children"]): children is Record<string, GroupBody | null> {
  return children !== null && children !== undefined && !Array.isArray(children);
}

/**
 * The groups with their parents. A group without a definition is accepted where a group names it as its child and a
 * host says that it belongs there: a misspelled name stands in one place only.
 */
export function linkGroups(
  declared: ReadonlyMap<string, DeclaredGroup>,
  body: InventoryBody,
  problems: Problem[],
): Map<string, Group> {
  const joined = new Set(Object.values(body.hosts ?? {}).flatMap((host) => host?.groups ?? []));
  const parents = new Map<string, string[]>(Array.from(declared.keys(), (name) => [name, []]));
  for (const group of declared.values())
    for (const { name, path } of group.children) {
      if (!declared.has(name) && !joined.has(name))
        problems.push({ path, at: "value", message: unknownGroup(name, declared.keys()) });
      parents.set(name, [...(parents.get(name) ?? []), group.name]);
    }
  return new Map(
    Array.from(parents, ([name, names]) => [
      name,
      { name, settings: settingsOf(declared.get(name)?.body ?? {}), parents: [...new Set(names)] },
    ]),
  );
}

export function unknownGroup(name: string, known: Iterable<string>): string {
  return `no group "${name}" is defined${suggestion(name, known)}`;
}

function settingsOf({ hosts: _hosts, children: _children, ...settings }: GroupBody): Settings {
  return settings;
}

/** Complains about one cycle of children, if there is any. */
export function findCycle(
  groups: ReadonlyMap<string, Group>,
  declared: ReadonlyMap<string, DeclaredGroup>,
  problems: Problem[],
): void {
  const looped = groupsInCycles(groups);
  const [start] = looped;
  if (start === undefined) return;
  // Every group that is left has a parent that is left, so climbing must come round.
  const trail: string[] = [];
  let name: string | undefined = start;
  while (name !== undefined && !trail.includes(name)) {
    trail.push(name);
    name = groups.get(name)?.parents.find((parent) => looped.has(parent));
  }
  if (name === undefined) return;
  const cycle = [...trail.slice(trail.indexOf(name)), name].reverse();
  const path = declared.get(name)?.path ?? ["groups"];
  problems.push({ path, at: "key", message: `groups contain each other: ${cycle.join(" > ")}` });
}

/** What is left after groups without parents are taken away, again and again: cycles, and what hangs below them. */
function groupsInCycles(groups: ReadonlyMap<string, Group>): Set<string> {
  const left = new Set(groups.keys());
  const unplaced = new Map(Array.from(groups, ([name, { parents }]) => [name, parents.length]));
  const children = new Map<string, string[]>(Array.from(left, (name) => [name, []]));
  for (const { name, parents } of groups.values())
    for (const parent of parents) children.get(parent)?.push(name);
  const free = [...left].filter((name) => unplaced.get(name) === 0);
  for (let parent = free.pop(); parent !== undefined; parent = free.pop()) {
    left.delete(parent);
    for (const name of children.get(parent) ?? []) {
      const count = (unplaced.get(name) ?? 0) - 1;
      unplaced.set(name, count);
      if (count === 0) free.push(name);
    }
  }
  return left;
}
