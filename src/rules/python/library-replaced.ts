import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { isAfter, subjectOf } from "../shared/times.js";
import { libraryDeleted } from "./library-deleted.js";

/** What any login can see of python/library-deleted, which needs the maps of Apache's processes. */
export const libraryReplaced = defineRule({
  id: "python/library-replaced",
  severity: "warning",
  title: "mod_wsgi or the Python library was replaced after the running processes were started",
  why: libraryDeleted.why,
  remedy: libraryDeleted.remedy,
  needs: ["processes.reloaded", "processes.library_changed"],
  uses: ["python.library.deleted"],
  judge: (facts) =>
    facts["python.library.deleted"] !== true &&
    isAfter(facts["processes.library_changed"], facts["processes.reloaded"])
      ? [
          {
            message: `${subjectOf(facts["processes.library_changed"])} is newer than the processes`,
            evidence: evidenceOf(facts, "processes.library_changed", "processes.reloaded"),
          },
        ]
      : [],
});
