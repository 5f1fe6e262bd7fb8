const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A number and its unit, such as `500ms`, `10s`, `2m` or `1.5h`. */
export const DURATION_PATTERN = /^([0-9]{1,9}(?:\.[0-9]{1,3})?)(ms|s|m|h)$/;
const LONGEST_DURATION_MS = 24 * 3_600_000;

/** Milliseconds of a duration; undefined if it is none, is not positive or is longer than a day. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION_PATTERN.exec(text);
  if (match === null) return undefined;
  const milliseconds = Math.round(Number(match[1]) * (UNIT_MS[match[2] ?? ""] ?? Number.NaN));
  return milliseconds >= 1 && milliseconds <= LONGEST_DURATION_MS ? milliseconds : undefined;
}
