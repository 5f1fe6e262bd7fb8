const COMPARATOR = /^(>=|<=|>|<|=)?(\d+(?:\.\d+)*)$/;

/** The first word that begins like a version: `2.4.62`, `glibc 2.36`, `3.13.0rc1`. */
const VERSION = /(?:^|\s)v?(\d+(?:\.\d+)*)/;

const HOLDS: Readonly<Record<string, (order: number) => boolean>> = {
  ">=": (order) => order >= 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  "<": (order) => order < 0,
  "=": (order) => order === 0,
};

/**
 * Whether a version fulfils `>=3.9 <3.12`: all comparators must hold; versions of any length, compared number by
 * number. What is no version, such as `not found`, is in no range. Throws a RangeError on a range it cannot read.
 */
export function inRange(text: string, range: string): boolean {
  const words = range
    .trim()
    .replace(/([<>=])\s+/g, "$1")
    .split(/\s+/);
  const comparators = words.map((word) => {
    const [, operator = "=", bound] = COMPARATOR.exec(word) ?? [];
    if (bound === undefined) throw new RangeError(`not a version range: ${range}`);
    return { holds: HOLDS[operator], bound: numbersOf(bound) };
  });
  const version = VERSION.exec(text)?.[1];
  if (version === undefined) return false;
  return comparators.every(({ holds, bound }) => holds?.(order(numbersOf(version), bound)) === true);
}

const numbersOf = (version: string) => version.split(".").map(Number);

/** Missing places are zero: 3.11 is 3.11.0. */
function order(one: readonly number[], other: readonly number[]): number {
  const places = Array.from({ length: Math.max(one.length, other.length) }, (_, place) => place);
  return places.map((place) => (one[place] ?? 0) - (other[place] ?? 0)).find((sign) => sign !== 0) ?? 0;
}
