import { matcherOf } from "../../base/pattern.js";
import { inPythonRange } from "../../base/python-version.js";
import { inRange } from "../../base/version-range.js";
import { canonical, inLine } from "../../facts/values.js";
import type { RuleInfo } from "../../model/audit.js";
import type { Expectation, FactValue } from "../../model/fact.js";
import type { Offence } from "../rule.js";

export const fleetExpectation: RuleInfo = {
  id: "fleet/expectation",
  severity: "error",
  title: "A value is not what the inventory expects",
  why: "The inventory says what this host should have, and it has something else.",
  remedy: "Change the host, or the expectation.",
};

/** What is wrong with a known value. Throws on a pattern or range that cannot be read. */
export function offencesAgainst(
  id: string,
  value: FactValue,
  expectation: Expectation,
  versions: Versions = NUMBERS,
): Offence[] {
  if (meets(value, expectation, versions)) return [];
  return [
    {
      message: `${id} is ${inLine(value)}, expected ${describe(expectation)}`,
      evidence: `${id} = ${inLine(value)}`,
      ...(!isDemand(expectation) && { expected: expectation }),
      actual: value,
    },
  ];
}

/** How versions are compared: those of packages as Python does, all others number by number. */
interface Versions {
  inRange(text: string, range: string): boolean;
}

const NUMBERS: Versions = { inRange };

export const PACKAGES: Versions = { inRange: inPythonRange };

/** Whether a value is what is demanded of it. Throws on a pattern or range that cannot be read. @internal */
export function meets(value: FactValue, expectation: Expectation, versions: Versions = NUMBERS): boolean {
  if (!isDemand(expectation)) return equal(value, expectation);
  if ("pattern" in expectation) return matcherOf(expectation.pattern)(textOf(value));
  if ("range" in expectation) return versions.inRange(textOf(value), expectation.range);
  if ("at_least" in expectation) return versions.inRange(textOf(value), `>=${expectation.at_least}`);
  return expectation.one_of.some((each) => equal(value, each));
}

type Demand = Exclude<Expectation, FactValue>;

const isDemand = (value: Expectation): value is Demand => typeof value === "object" && !Array.isArray(value);

const textOf = (value: FactValue) => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** YAML reads `12` as a number where the fact is the text "12". */
const equal = (value: FactValue, wanted: FactValue) =>
  canonical(value) === canonical(wanted) || (typeof wanted === "number" && value === String(wanted));

function describe(expectation: Expectation): string {
  if (!isDemand(expectation)) return inLine(expectation);
  if ("pattern" in expectation) return `a match of /${expectation.pattern}/`;
  if ("range" in expectation) return expectation.range;
  if ("at_least" in expectation) return `${expectation.at_least} or newer`;
  return `one of ${expectation.one_of.map(inLine).join(", ")}`;
}
