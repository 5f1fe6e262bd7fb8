import type { FactValue } from "../../model/fact.js";
import { defineRule, evidenceOf, type KnownFacts } from "../rule.js";

const PAIRS = [
  ["app.process_group", "app.observed_process_group"],
  ["app.application_group", "app.observed_application_group"],
  ["app.multithread", "app.observed_multithread"],
  ["app.multiprocess", "app.observed_multiprocess"],
] as const;

/** Any of the interpreters that the port in the Host header can bring about. */
function expectedOf(facts: KnownFacts, evaluated: string): FactValue[] {
  const value = facts[evaluated];
  if (value === undefined) return [];
  const variants = evaluated === "app.application_group" ? facts["app.application_group_variants"] : [];
  return [value, ...((variants ?? []) as readonly string[])];
}

export const observedDisagrees = defineRule({
  id: "wsgi/observed-disagrees",
  severity: "warning",
  level: "application",
  title: "The live server runs an application otherwise than its configuration says",
  why: "The running server has read another configuration, or something decides that the files do not show: the report's other columns may be wrong about this application too.",
  remedy:
    "See whether the configuration was changed since the last reload (apache/reload-pending), and whether the test script stands under the very same alias and sections as the application.",
  needs: ["app.observed_url"],
  uses: [...PAIRS.flat(), "app.application_group_variants", "app.declared_at"],
  judge: (facts) =>
    PAIRS.flatMap(([evaluated, observed]) => {
      const expected = expectedOf(facts, evaluated);
      const actual = facts[observed];
      if (expected[0] === undefined || actual === undefined || expected.includes(actual)) return [];
      return [
        {
          message: `${evaluated} is ${JSON.stringify(actual)}, by the configuration ${JSON.stringify(expected[0])}`,
          evidence: evidenceOf(facts, "app.declared_at", evaluated, observed, "app.observed_url"),
          expected: expected[0],
          actual,
        },
      ];
    }),
});
