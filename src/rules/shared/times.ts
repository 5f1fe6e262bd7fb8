/** A time fact: `2026-01-31T12:00:00Z`, with or without what it is about behind it. Undefined if it is none. */
function timeIn(fact: string): number | undefined {
  const milliseconds = Date.parse(fact.split(" ")[0] ?? "");
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** True where the first happened after the second; a second's rounding is no order. */
export function isAfter(later: string, earlier: string): boolean {
  const [first, second] = [timeIn(later), timeIn(earlier)];
  return first !== undefined && second !== undefined && first > second + 1000;
}

/** What a time fact is about: the path behind the time. */
export const subjectOf = (fact: string): string => fact.split(" ").slice(1).join(" ");
