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
  uses: ["python.library.deleted", "processes.library_touched"],
  judge(facts) {
    const [changed, reloaded] = [facts["processes.library_changed"], facts["processes.reloaded"]];
    if (facts["python.library.deleted"] === true) return [];
    if (isAfter(changed, reloaded)) {
      return [
        {
          message: `${subjectOf(changed)} is newer than the processes`,
          evidence: evidenceOf(facts, "processes.library_changed", "processes.reloaded"),
        },
      ];
    }
    const touched = facts["processes.library_touched"];
    // The maps of the processes show the very file: a change time does not count then.
    if (facts["python.library.deleted"] === false) return [];
    return touched !== undefined && isAfter(touched, reloaded)
      ? {
          because: `${subjectOf(touched)} got a new change time, as by a copy over it, and as by a hard link or chmod`,
        }
      : [];
  },
});
