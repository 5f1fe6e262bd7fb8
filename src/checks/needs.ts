import type { Check, Needed } from "./check.js";
import { discovery } from "./discovery/index.js";
import { host } from "./host/index.js";

const directly = ({ level, needs }: Check): readonly Needed[] =>
  level === "installation" ? [discovery, ...needs] : needs;

/**
 * Ids of all that has to run for a check, itself left out: its needs and theirs. What is opted in to is none of them:
 * it may be missing from the script, and its needs are its own matter.
 */
export function neededBy(check: Check): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (needs: readonly Needed[]) => {
    for (const { id, optIn, needs: further } of needs) {
      if (optIn !== undefined || found.has(id)) continue;
      found.add(id);
      visit(further);
    }
  };
  visit(directly(check));
  return found;
}

/** The host's own does not run again as root (`withNeeds`): its section is the login's, and nobody else calls its shell. */
const mayBeMissing = ({ id, optIn }: Needed) => optIn !== undefined || id === host.id;

/** Throws a TypeError where a check is to run without one that it needs, or before it. Those of the host run first. */
export function assertOrder(checks: readonly Check[]): void {
  const order = ["host", "installation"].flatMap((level) => checks.filter((check) => check.level === level));
  const ids = order.map(({ id }) => id);
  for (const [place, check] of order.entries()) {
    const missing = directly(check).find((need) =>
      ids.includes(need.id) ? ids.indexOf(need.id) > place : !mayBeMissing(need),
    );
    if (missing) throw new TypeError(`the check ${check.id} needs ${missing.id}, which has to run before it`);
  }
}
