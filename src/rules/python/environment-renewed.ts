import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { isAfter, subjectOf } from "../shared/times.js";
import { libraryDeleted } from "./library-deleted.js";

export const environmentRenewed = defineRule({
  id: "python/environment-renewed",
  severity: "warning",
  title: "A virtual environment was made anew after the running processes were started",
  why: "Modules that are loaded are of the old environment, those that are imported later of the new one: errors come that no restart shows again.",
  remedy: libraryDeleted.remedy,
  needs: ["processes.oldest", "processes.environment_changed"],
  judge: (facts) =>
    isAfter(facts["processes.environment_changed"], facts["processes.oldest"])
      ? [
          {
            message: `${subjectOf(facts["processes.environment_changed"])} is newer than the oldest process`,
            evidence: evidenceOf(facts, "processes.environment_changed", "processes.oldest"),
          },
        ]
      : [],
});
