import type { TargetRow } from "./targets.js";

export const formatTargets = (rows: readonly TargetRow[]): string =>
  rows
    .map(
      ({ what, atMost, measured, unit, met }) =>
        `${met ? "met    " : "NOT met"} ${what}: ${measured} ${unit} (at most ${atMost})`,
    )
    .join("\n");
