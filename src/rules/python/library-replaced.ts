import { defineRule, evidenceOf } from "../rule.js";
import { isAfter } from "../times.js";
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
    isAfter(facts, "processes.library_changed", "processes.reloaded")
      ? [
          {
            message: `${String(facts["processes.library_changed"]).split(" ").slice(1).join(" ")} is newer than the processes`,
            evidence: evidenceOf(facts, "processes.library_changed", "processes.reloaded"),
          },
        ]
      : [],
});
