import type { KnownFacts } from "./rule.js";

/** A time fact: `2026-01-31T12:00:00Z`, with or without what it is about behind it. Undefined if it is none. */
function timeIn(facts: KnownFacts, id: string): number | undefined {
  const milliseconds = Date.parse(String(facts[id] ?? "").split(" ")[0] ?? "");
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** True where the first happened after the second; a second's rounding is no order. */
export function isAfter(facts: KnownFacts, later: string, earlier: string): boolean {
  const [first, second] = [timeIn(facts, later), timeIn(facts, earlier)];
  return first !== undefined && second !== undefined && first > second + 1000;
}
