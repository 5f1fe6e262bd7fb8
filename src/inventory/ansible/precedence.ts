import type { AnsibleData, AnsibleGroup, AnsibleHost } from "./data.js";
import type { VariableFiles } from "./variable-files.js";
import type { Variables } from "./variables.js";

/** Finds a variable; undefined for what nobody sets. */
export type Lookup = (name: string) => unknown;

export interface HostVariables {
  find: Lookup;
  /** Of all its variables; one that is set in several places stands there as often. */
  names: readonly string[];
}

/**
 * What counts for a host, the weakest first: `all` in the sources, other groups there, `group_vars/all`, the files of
 * other groups, the host in the sources, its file. So a file of `all` outweighs the variables of any group in an INI.
 */
export class Precedence {
  readonly #rank: ReadonlyMap<string, number>;
  readonly #merged = new Map<string, Variables>();

  constructor(
    readonly data: AnsibleData,
    readonly files: VariableFiles,
    readonly hierarchy: Hierarchy,
  ) {
    const groups = [...data.groups.values()].sort((a, b) => this.#compare(a, b));
    this.#rank = new Map(groups.map(({ name }, index) => [name, index]));
  }

  of(host: AnsibleHost): HostVariables {
    const [file, groups] = [this.files.hosts.get(host.name), this.#inherited(host)];
    const layers = file ? [file, host.variables, groups] : [host.variables, groups];
    return {
      find: (name) => layers.find((layer) => layer.has(name))?.get(name),
      names: layers.flatMap((layer) => [...layer.keys()]),
    };
  }

  /** Hosts with the same groups inherit the same, so it is worked out once for each distinct set. */
  #inherited(host: AnsibleHost): Variables {
    const key = host.groups.size === 1 ? String([...host.groups]) : [...host.groups].sort().join("\n");
    const known = this.#merged.get(key);
    if (known) return known;
    const groups = this.hierarchy.withAncestors(host.groups).filter((name) => name !== "all");
    groups.sort((a, b) => (this.#rank.get(a) ?? 0) - (this.#rank.get(b) ?? 0));
    const order = ["all", ...groups];
    const inline = order.map((name) => this.data.groups.get(name)?.variables);
    const merged = new Map<string, unknown>();
    for (const layer of [...inline, ...order.map((name) => this.files.groups.get(name))])
      for (const [name, value] of layer ?? []) merged.set(name, value);
    this.#merged.set(key, merged);
    return merged;
  }

  #compare(a: AnsibleGroup, b: AnsibleGroup): number {
    const depth = (group: AnsibleGroup) => this.hierarchy.depth.get(group.name) ?? 0;
    return depth(a) - depth(b) || a.priority - b.priority || (a.name < b.name ? -1 : 1);
  }
}

export interface Hierarchy {
  parents: ReadonlyMap<string, readonly string[]>;
  /** The longest way down from `all`. */
  depth: ReadonlyMap<string, number>;
  withAncestors(groups: Iterable<string>): string[];
}

/** Groups without parents hang below `all`. Undefined if groups contain each other; then no order would be right. */
export function hierarchyOf(data: AnsibleData): Hierarchy | undefined {
  const parents = new Map(Array.from(data.groups.keys(), (name): [string, string[]] => [name, []]));
  for (const { name, children } of data.groups.values())
    for (const child of children) parents.get(child)?.push(name);
  for (const [name, above] of parents) if (above.length === 0 && name !== "all") above.push("all");
  const depth = depthsOf(parents);
  if (depth === undefined) return undefined;
  const withAncestors = (groups: Iterable<string>) => {
    const found = new Set(groups);
    for (const name of found) for (const parent of parents.get(name) ?? []) found.add(parent);
    return [...found];
  };
  return { parents, depth, withAncestors };
}

/** Every group once all of its parents are known. */
function depthsOf(parents: ReadonlyMap<string, readonly string[]>): Map<string, number> | undefined {
  const children = new Map(Array.from(parents.keys(), (name): [string, string[]] => [name, []]));
  for (const [name, above] of parents) for (const parent of above) children.get(parent)?.push(name);
  const waiting = new Map(Array.from(parents, ([name, above]) => [name, above.length]));
  const depth = new Map<string, number>();
  const free = [...parents.keys()].filter((name) => waiting.get(name) === 0);
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    const own = Math.max(-1, ...(parents.get(name) ?? []).map((parent) => depth.get(parent) ?? 0)) + 1;
    depth.set(name, own);
    for (const child of children.get(name) ?? []) {
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) free.push(child);
    }
  }
  return depth.size === parents.size ? depth : undefined;
}
