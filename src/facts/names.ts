import { remembered } from "../base/memoize.js";
import { type Name, resolverOf } from "../base/names.js";
import type { Facts } from "../model/fact.js";

type Resolve = (path: string) => string;

const resolving = remembered((names: readonly Name[]): Resolve => resolverOf(names));

/** The name that stands for each file of an installation; undefined where its names were not looked at, or are the only ones. */
export function resolverIn(facts: Facts): Resolve | undefined {
  const names = facts["files.names"] as readonly Name[] | null | undefined;
  return names && names.length > 0 ? resolving(names) : undefined;
}
