import { describe, inject, it } from "vitest";
import { attachFleet, type Fleet } from "./fleet.js";

/** A `describe` over the hosts that the run has started. Where there is no container engine, a skipped test shouts. */
export function describeFleet(name: string, body: (fleet: Fleet) => void): void {
  const description = inject("fleet");
  if (description === null) it.skip(`${name}: NO CONTAINER ENGINE, NOT TESTED`);
  else describe(name, () => body(attachFleet(description)));
}
