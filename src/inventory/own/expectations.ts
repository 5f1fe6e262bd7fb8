import type { Path, Problem } from "./document.js";
import type { DeclaredGroup } from "./groups.js";
import type { InventoryBody, Settings } from "./schema.js";

type Expect = NonNullable<Settings["expect"]>;

/** Complains about expectations that are well formed but cannot mean what was meant. */
export function checkExpectations(
  body: InventoryBody,
  declared: ReadonlyMap<string, DeclaredGroup>,
  problems: Problem[],
): void {
  checkSection(body.defaults?.expect, ["defaults"], problems);
  for (const group of declared.values()) checkSection(group.body.expect, group.path, problems);
  for (const [name, host] of Object.entries(body.hosts ?? {}))
    checkSection(host?.expect, ["hosts", name], problems);
}

function checkSection(expect: Expect | undefined, path: Path, problems: Problem[]): void {
  for (const [fact, expected] of Object.entries(expect ?? {}))
    checkValue(expected, [...path, "expect", fact], problems);
}

function checkValue(expected: Expect[string], path: Path, problems: Problem[]): void {
  if (typeof expected === "number") checkNumber(expected, path, problems);
  else if (Array.isArray(expected))
    for (const [index, item] of expected.entries()) checkValue(item, [...path, index], problems);
  else if (typeof expected !== "object") return;
  else if ("one_of" in expected) checkValue(expected.one_of.flat(), [...path, "one_of"], problems);
  else if ("pattern" in expected) checkPattern(expected.pattern, [...path, "pattern"], problems);
}

/** No fact is a fraction: a version lost its quotes, and 3.10 has silently become 3.1. */
function checkNumber(value: number, path: Path, problems: Problem[]): void {
  if (Number.isSafeInteger(value)) return;
  problems.push({
    path,
    at: "value",
    message: "write a version in quotes: YAML reads 3.10 as the number 3.1",
  });
}

function checkPattern(pattern: string, path: Path, problems: Problem[]): void {
  try {
    new RegExp(pattern, "u");
  } catch (error) {
    const why = error instanceof Error ? error.message : "it does not compile";
    problems.push({ path, at: "value", message: why });
  }
}
