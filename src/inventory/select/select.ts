import {
  anyText,
  callable,
  checkOptions,
  count,
  type Kinds,
  listOf,
  required,
} from "../../base/arguments.js";
import { UsageError } from "../../base/errors.js";
import { groupBy } from "../../base/group-by.js";
import { suggestion } from "../../base/suggestion.js";
import { matchesWildcards } from "../../base/wildcards.js";
import { expandRange, HostRangeError, splitNames } from "./ranges.js";

export interface Selection {
  /** Names, globs, ranges and `@group`; `&x` keeps only x, `!x` leaves x out. None at all means every host. */
  patterns: readonly string[];
  /** Further names, globs, ranges and groups, from a file. An empty list selects nothing. */
  hostsFrom?: readonly string[];
  /** Keep this many, chosen at random. */
  pick?: number;
  /** From 0 up to but not including 1. */
  random?: () => number;
}

const SELECTION: Kinds<Selection> = {
  patterns: required(listOf(anyText)),
  hostsFrom: listOf(anyText),
  pick: count,
  random: callable,
};

/** What there must be of a host to be chosen. */
export interface Selectable {
  identity: { name: string; groups: readonly string[] };
}

/** Host names, and the names of hosts by group. */
interface Index {
  hosts: ReadonlySet<string>;
  groups: ReadonlyMap<string, readonly string[]>;
}

/**
 * The selected hosts in the order of the inventory: the union of the plain patterns, cut down by every `&x`, less
 * every `!x`, whatever their order. Throws a UsageError for a name that is not there, and if nothing is left; a TypeError
 * for options that are none.
 */
export function selectHosts<T extends Selectable>(hosts: readonly T[], selection: Selection): T[] {
  checkOptions("selectHosts", selection, SELECTION);
  if (hosts.length === 0) throw new UsageError("the inventory holds no hosts");
  const names = selectNames(indexOf(hosts), selection);
  const selected = hosts.filter(({ identity }) => names.has(identity.name));
  if (selected.length === 0) throw new UsageError(`no host is selected by: ${describe(selection)}`);
  return selection.pick === undefined ? selected : pick(selected, selection.pick, selection.random);
}

function selectNames(index: Index, { patterns, hostsFrom }: Selection): Set<string> {
  const all = patterns.flatMap(splitNames);
  const marked = (mark: string) =>
    all.filter((pattern) => pattern.startsWith(mark)).map((pattern) => match(pattern.slice(1), index));
  const plain = [
    ...all.filter((pattern) => !/^[!&]/.test(pattern)),
    ...(hostsFrom ?? []).flatMap(splitNames),
  ];
  // A pattern of nothing, such as "$UNSET", must not become a pattern of everything.
  const isEverything =
    plain.length === 0 && hostsFrom === undefined && patterns.every((text) => splitNames(text).length > 0);
  let names = isEverything ? new Set(index.hosts) : new Set(plain.flatMap((text) => match(text, index)));
  for (const kept of marked("&").map((found) => new Set(found)))
    names = new Set([...names].filter((name) => kept.has(name)));
  for (const name of marked("!").flat()) names.delete(name);
  return names;
}

function indexOf(hosts: readonly Selectable[]): Index {
  const memberships = hosts.flatMap(({ identity: { name, groups } }) =>
    groups.map((group) => ({ name, group })),
  );
  const groups = groupBy(
    memberships,
    ({ group }) => group,
    ({ name }) => name,
  );
  return { hosts: new Set(hosts.map(({ identity }) => identity.name)), groups };
}

/** The names of hosts that one pattern means; never none. */
function match(pattern: string, { hosts, groups }: Index): string[] {
  if (!pattern.startsWith("@")) return expand(pattern).flatMap((name) => matchIn(name, hosts, "host"));
  const names = matchIn(pattern.slice(1), new Set(groups.keys()), "group");
  return names.flatMap((name) => groups.get(name) ?? []);
}

function matchIn(pattern: string, known: ReadonlySet<string>, what: "host" | "group"): string[] {
  if (known.has(pattern)) return [pattern];
  if (!/[*?]/.test(pattern))
    throw new UsageError(`no ${what} "${pattern}" in the inventory${suggestion(pattern, known)}`);
  const names = [...known].filter((name) => matchesWildcards(pattern, name));
  if (names.length === 0) throw new UsageError(`no ${what} of the inventory matches "${pattern}"`);
  return names;
}

function expand(pattern: string): string[] {
  try {
    return expandRange(pattern);
  } catch (error) {
    if (error instanceof HostRangeError) throw new UsageError(error.message);
    throw error;
  }
}

function pick<T>(hosts: readonly T[], count: number, random = Math.random): T[] {
  const order = hosts.map((_, index) => index);
  for (let index = 0; index < Math.min(count, order.length); index += 1) {
    const other = index + Math.floor(random() * (order.length - index));
    [order[index], order[other]] = [order[other] ?? 0, order[index] ?? 0];
  }
  const chosen = new Set(order.slice(0, count));
  return hosts.filter((_, index) => chosen.has(index));
}

function describe({ patterns, hostsFrom }: Selection): string {
  const parts = hostsFrom === undefined ? patterns : [...patterns, `a list of ${hostsFrom.length} hosts`];
  return parts.map((part) => (part.trim() === "" ? '""' : part)).join(" ");
}
