import { matcherOf } from "../../base/pattern.js";
import { inPythonRange, isPythonVersion } from "../../base/python-version.js";
import { suggestion } from "../../base/suggestion.js";
import { inRange } from "../../base/version-range.js";
import { isPackageFact, packageFact, packageIdOf } from "../../checks/packages/family.js";
import type { FactInfo } from "../../model/fact.js";
import type { Path, Problem } from "./document.js";
import type { DeclaredGroup } from "./groups.js";
import type { InventoryBody, Settings } from "./schema.js";

type Expect = NonNullable<Settings["expect"]>;
type Scalar = string | number | boolean;
type Value = Scalar | Scalar[];

/** By id: those of the checks, and the inventory's own. */
export type KnownFacts = ReadonlyMap<string, FactInfo>;

/** Complains about expectations that are well formed but cannot mean what was meant: no host could ever be judged by them. */
export function checkExpectations(
  body: InventoryBody,
  declared: ReadonlyMap<string, DeclaredGroup>,
  facts: KnownFacts,
  problems: Problem[],
): void {
  checkSection(body.defaults?.expect, ["defaults"], facts, problems);
  for (const group of declared.values()) checkSection(group.body.expect, group.path, facts, problems);
  for (const [name, host] of Object.entries(body.hosts ?? {}))
    checkSection(host?.expect, ["hosts", name], facts, problems);
}

function checkSection(expect: Expect | undefined, path: Path, facts: KnownFacts, problems: Problem[]): void {
  for (const [id, expected] of Object.entries(expect ?? {})) {
    const place = [...path, "expect", id];
    const fact = facts.get(id) ?? packageFact(id);
    if (fact) checkDemand(expected, fact, place, problems);
    else problems.push({ path: place, at: "key", message: noFact(id, facts.keys()) });
  }
}

/** What is said of a fact that there is not. */
const noFact = (id: string, known: Iterable<string>): string =>
  packageIdOf(id) !== undefined
    ? `names of packages are written as PyPI compares them; did you mean ${packageIdOf(id)}?`
    : `there is no fact ${id}${suggestion(id, known) || "; wsgi-audit explain lists them"}`;

function checkDemand(expected: Expect[string], fact: FactInfo, path: Path, problems: Problem[]): void {
  if (typeof expected !== "object" || Array.isArray(expected)) checkValue(expected, fact, path, problems);
  else if ("pattern" in expected) {
    tryOut(() => matcherOf(expected.pattern), [...path, "pattern"], problems);
  } else if ("range" in expected)
    tryOut(() => rangeOf(fact)("1", expected.range), [...path, "range"], problems);
  else if ("at_least" in expected) checkLeast(expected.at_least, fact, [...path, "at_least"], problems);
  else
    for (const [index, value] of expected.one_of.entries())
      checkValue(value, fact, [...path, "one_of", index], problems);
}

const rangeOf = ({ id }: FactInfo) => (isPackageFact(id) ? inPythonRange : inRange);

/** One version: what is a whole range, or none, would be read as something else. */
function checkLeast(version: string, fact: FactInfo, path: Path, problems: Problem[]): void {
  const isOne = isPackageFact(fact.id) ? isPythonVersion(version) : /^\d+(\.\d+)*$/.test(version);
  if (!isOne) problems.push({ path, at: "value", message: `not a version such as 4.2.16: ${version}` });
}

function checkValue(value: Value, fact: FactInfo, path: Path, problems: Problem[]): void {
  const before = problems.length;
  for (const [index, item] of (Array.isArray(value) ? value : []).entries())
    checkNumber(item, [...path, index], problems);
  checkNumber(value, path, problems);
  const wanted = WANTED[fact.type];
  if (problems.length > before || wanted.is(value)) return;
  problems.push({ path, at: "value", message: `${fact.id} is ${wanted.what}` });
}

const isText = (value: Value) => typeof value === "string" || typeof value === "number";

/** A value of another type is equal to none that the fact can have. */
const WANTED: Readonly<Record<FactInfo["type"], { is(value: Value): boolean; what: string }>> = {
  // YAML reads 12 as a number where the fact is the text "12": that is meant, and taken.
  string: { is: isText, what: "text: expected text, or { pattern: ... }, { range: ... }, { one_of: ... }" },
  number: { is: (value) => typeof value === "number", what: "a number: expected a number" },
  boolean: { is: (value) => typeof value === "boolean", what: "yes or no: expected true or false" },
  list: { is: (value) => Array.isArray(value), what: "a list: expected a list, or { pattern: ... }" },
  records: {
    is: () => false,
    what: "a list of mappings, which no value here is equal to: expected { pattern: ... }",
  },
};

/** No fact is a fraction: a version lost its quotes, and 3.10 has silently become 3.1. */
function checkNumber(value: Value, path: Path, problems: Problem[]): void {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return;
  problems.push({
    path,
    at: "value",
    message: "write a version in quotes: YAML reads 3.10 as the number 3.1",
  });
}

/** Read here as it is when hosts are judged. */
function tryOut(read: () => unknown, path: Path, problems: Problem[]): void {
  try {
    read();
  } catch (error) {
    problems.push({ path, at: "value", message: error instanceof Error ? error.message : String(error) });
  }
}

/** Hosts can only be compared by what each of them has once. */
export function checkCompareBy(id: string, facts: KnownFacts, problems: Problem[]): void {
  const fact = facts.get(id);
  const path = ["compare_by"];
  const ofHosts = [
    "group",
    ...[...facts.values()].filter(({ level }) => level === "host").map((each) => each.id),
  ];
  if (id === "group" || fact?.level === "host") return;
  const message = fact
    ? `${id} is a fact of ${fact.level}s: hosts are compared by group, or by a fact of hosts`
    : noFact(id, ofHosts);
  problems.push({ path, at: "value", message });
}
