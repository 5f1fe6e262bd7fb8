import { describeDifference, showValue } from "../difference.js";
import type { Comparison, Expectation, FactValue, Finding, RuleInfo } from "../model.js";

export const fleetOutlier: RuleInfo = {
  id: "fleet/outlier",
  severity: "warning",
  title: "An installation differs from the majority of its group",
  why: "Hosts that should be alike are not: what works on one fails on the other, and nobody knows why.",
  remedy: "Bring the host in line with its group, or give it a group of its own.",
};

export const fleetExpectation: RuleInfo = {
  id: "fleet/expectation",
  severity: "error",
  title: "A value is not what the inventory expects",
  why: "The inventory says what this host should have, and it has something else.",
  remedy: "Change the host, or the expectation.",
};

/** A finding for every value that differs from the majority. */
export const outliers = (comparison: readonly Comparison[]): Finding[] =>
  comparison.flatMap(({ fact, group, majority, outliers: differing, values }) =>
    majority === null
      ? []
      : differing.map(({ host, installation, value }) => ({
          rule: fleetOutlier.id,
          severity: fleetOutlier.severity,
          host,
          installation,
          message: `${fact}: ${describeDifference(value, majority)} (${share(values, majority)} of ${group})`,
          evidence: `${fact} = ${showValue(value)}`,
          remedy: fleetOutlier.remedy,
          expected: majority,
          actual: value,
        })),
  );

/** How many have the majority's value: `7 of 8`. */
function share(values: Comparison["values"], majority: FactValue): string {
  const known = values.reduce((sum, { count }) => sum + count, 0);
  return `usual on ${values.find(({ value }) => equal(value, majority))?.count ?? 0} of ${known}`;
}

/** Whether a value is what is demanded of it. Throws on a pattern or range that cannot be read. */
export function meets(value: FactValue, expectation: Expectation): boolean {
  if (isRecord(expectation)) {
    if ("pattern" in expectation) return new RegExp(expectation.pattern, "u").test(String(value));
    if ("range" in expectation) return inRange(String(value), expectation.range);
    return expectation.one_of.some((each) => equal(each, value));
  }
  return equal(expectation, value);
}

const isRecord = (value: Expectation): value is Exclude<Expectation, FactValue> =>
  typeof value === "object" && !Array.isArray(value);

const equal = (one: FactValue, other: FactValue) => JSON.stringify(one) === JSON.stringify(other);

const COMPARATOR = /^(>=|<=|>|<|=)?(\d+(?:\.\d+)*)$/;

/** `>=3.9 <3.12`: all comparators must hold; versions of any length, compared number by number. */
export function inRange(version: string, range: string): boolean {
  return range
    .trim()
    .split(/\s+/)
    .every((word) => {
      const [, operator = "=", bound = ""] = COMPARATOR.exec(word) ?? [];
      if (bound === "") throw new RangeError(`not a version range: ${word}`);
      const order = compareVersions(version, bound);
      return (
        { ">=": order >= 0, "<=": order <= 0, ">": order > 0, "<": order < 0, "=": order === 0 }[operator] ??
        false
      );
    });
}

function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((text) =>
    text
      .split(/[^\d]+/)
      .filter(Boolean)
      .map(Number),
  );
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
