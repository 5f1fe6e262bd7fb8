import { foldNames } from "../inventory/select/ranges.js";
import type { Audit } from "../model/audit.js";
import { forPlace, forTerminal } from "./escape.js";

interface Place {
  host: string;
  installation?: string;
}

/** Names a place: the host, and which of its installations where it has several. */
export function placeNames(audit: Audit): (place: Place) => string {
  const several = new Set(
    audit.hosts.filter(({ installations }) => installations.length > 1).map(({ name }) => name),
  );
  return ({ host, installation }) =>
    installation && several.has(host) ? `${host} ${forPlace(installation)}` : host;
}

/** `web[01-37,40] (38)`; a single name stands alone. */
export function foldCounted(names: readonly string[]): string {
  const count = new Set(names).size;
  return `${forTerminal(foldNames(names))}${count > 1 ? ` (${count})` : ""}`;
}
