import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";

const PAIRS = [
  ["app.process_group", "app.observed_process_group"],
  ["app.application_group", "app.observed_application_group"],
  ["app.multithread", "app.observed_multithread"],
  ["app.multiprocess", "app.observed_multiprocess"],
] as const;

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
      const [expected, actual] = [facts[evaluated], facts[observed]];
      if (expected === undefined || actual === undefined || expected === actual) return [];
      // Any of the interpreters that the port in the Host header can bring about.
      const variants: readonly unknown[] = facts["app.application_group_variants"] ?? [];
      if (evaluated === "app.application_group" && variants.includes(actual)) return [];
      return [
        {
          message: `${evaluated} is ${JSON.stringify(actual)}, by the configuration ${JSON.stringify(expected)}`,
          evidence: evidenceOf(facts, "app.declared_at", evaluated, observed, "app.observed_url"),
          expected,
          actual,
        },
      ];
    }),
});
