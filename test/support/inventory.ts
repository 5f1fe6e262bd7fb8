import { InventoryError } from "../../src/base/errors.js";
import { parseInventory } from "../../src/inventory/own/parse.js";
import { type ResolvedHost, resolveHosts } from "../../src/inventory/resolve/resolve.js";
import { expandRange, splitNames } from "../../src/inventory/select/ranges.js";

const ENVIRONMENT = { user: "me", home: "/home/me" };

/** The error that the inventory is refused with. */
export function refusal(text: string): InventoryError {
  try {
    parseInventory(text, "inv.yaml");
  } catch (error) {
    if (error instanceof InventoryError) return error;
    throw error;
  }
  throw new Error(`not refused: ${text}`);
}

export function resolve(text: string): ResolvedHost[] {
  return resolveHosts(parseInventory(text, "inv.yaml"), ENVIRONMENT);
}

/** The host of that name. */
export function resolveOne(text: string, name: string): ResolvedHost {
  const host = resolve(text).find(({ identity }) => identity.name === name);
  if (host === undefined) throw new Error(`no host ${name}`);
  return host;
}

/** The names in what foldNames writes: a comma-separated list of ranges. Throws a HostRangeError. */
export const expandNames = (text: string): string[] => splitNames(text).flatMap(expandRange);
