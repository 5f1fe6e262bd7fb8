import type { Name } from "../../base/names.js";
import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { sameFile } from "../shared/files.js";

/** What the files predict, or a private server showed, beside what the interpreter said that counts. */
const PAIRS = [
  ["python.predicted_prefix", "python.prefix"],
  ["python.predicted_base_prefix", "python.base_prefix"],
  ["python.library.version", "python.version"],
  ["probe.prefix", "python.prefix"],
  ["probe.base_prefix", "python.base_prefix"],
  ["probe.version", "python.version"],
] as const;

/** A version to as many places as the other has, or one directory by whatever name. */
const agree = (names: readonly Name[] | undefined, predicted: string, told: string) =>
  told.startsWith(`${predicted}.`) || sameFile(names, predicted, told) !== false;

export const evidenceDisagrees = defineRule({
  id: "python/evidence-disagrees",
  severity: "warning",
  title: "The interpreter that comes up is not the one that the files suggest",
  why: "Something that no configuration names decides which Python runs: a variable of the environment, a path file, or a library that another one hides.",
  remedy:
    "Compare Apache's PATH, PYTHONHOME and LD_LIBRARY_PATH with those of an installation that agrees, and name the home with WSGIPythonHome; else look for a path file (*.pth), sitecustomize.py or usercustomize.py that changes sys.prefix or sys.path, and remove it.",
  needs: ["python.evidence", "python.prefix", "python.base_prefix", "python.version"],
  uses: [
    "python.predicted_prefix",
    "python.predicted_base_prefix",
    "python.library.version",
    "probe.prefix",
    "probe.base_prefix",
    "probe.version",
    "apache.environment",
    "files.names",
  ],
  judge(facts) {
    // Without a probe or an observation there is nothing to hold the files against.
    if (facts["python.evidence"] === "predicted") return { lacking: ["probe.prefix"] };
    return PAIRS.flatMap(([predicted, told]) => {
      const [expected, actual] = [facts[predicted], facts[told]];
      if (expected === undefined || actual === undefined || agree(facts["files.names"], expected, actual))
        return [];
      return [
        {
          message: `${told} is ${actual}, ${predicted} is ${expected}`,
          evidence: evidenceOf(facts, predicted, told, "python.evidence", "apache.environment"),
          expected,
          actual,
        },
      ];
    });
  },
});
