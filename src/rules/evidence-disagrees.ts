import { defineRule, evidenceOf } from "../rule.js";

/** What the files predict, beside what the interpreter that came up says. */
const PAIRS = [
  ["python.predicted_prefix", "probe.prefix"],
  ["python.predicted_base_prefix", "probe.base_prefix"],
  ["python.library.version", "probe.version"],
] as const;

const agree = (predicted: string, probed: string) =>
  predicted === probed || probed.startsWith(`${predicted}.`);

export const evidenceDisagrees = defineRule({
  id: "python/evidence-disagrees",
  severity: "warning",
  title: "The interpreter that comes up is not the one that the files suggest",
  why: "Something that no configuration names decides which Python runs: a variable of the environment, a path file, or a library that another one hides.",
  remedy:
    "Compare Apache's PATH, PYTHONHOME and LD_LIBRARY_PATH with those of an installation that agrees, and name the home with WSGIPythonHome.",
  needs: ["probe.prefix", "probe.base_prefix", "probe.version"],
  uses: [
    "python.predicted_prefix",
    "python.predicted_base_prefix",
    "python.library.version",
    "apache.environment",
  ],
  judge: (facts) =>
    PAIRS.flatMap(([predicted, probed]) => {
      const [expected, actual] = [facts[predicted], facts[probed]];
      if (expected === undefined || actual === undefined || agree(String(expected), String(actual)))
        return [];
      return [
        {
          message: `${probed} is ${actual}, ${predicted} is ${expected}`,
          evidence: evidenceOf(facts, predicted, probed, "apache.environment"),
          expected,
          actual,
        },
      ];
    }),
});
