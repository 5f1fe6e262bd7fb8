import { foldNames } from "../inventory/ranges.js";
import type { Audit } from "../model.js";
import { forTerminal } from "./escape.js";

interface Place {
  host: string;
  installation?: string;
}

/** Names a place: the host, and which of its installations where it has several. */
export function placeNames(audit: Audit): (place: Place) => string {
  const several = new Set(
    audit.hosts.filter(({ installations }) => installations.length > 1).map(({ name }) => name),
  );
  return ({ host, installation }) => (installation && several.has(host) ? `${host} ${installation}` : host);
}

/** `web[01-37,40] (38)`; a single name stands alone. */
export function foldCounted(names: readonly string[]): string {
  const count = new Set(names).size;
  return `${forTerminal(foldNames(names))}${count > 1 ? ` (${count})` : ""}`;
}

/** Map.groupBy, which Node 20 has not. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const members = groups.get(key);
    if (members) members.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
