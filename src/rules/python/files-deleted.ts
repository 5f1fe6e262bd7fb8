import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { firstOf } from "../shared/first-of.js";
import { libraryDeleted } from "./library-deleted.js";

const MOST = 5;

export const filesDeleted = defineRule({
  id: "python/files-deleted",
  severity: "warning",
  title: "Running processes still use extensions or libraries that were deleted or replaced on disk",
  why: "An upgrade or a deployment has happened under the server: what is imported from now on is of the new files, what is loaded is of the old ones, and the two do not always agree.",
  remedy: libraryDeleted.remedy,
  needs: ["processes.deleted"],
  uses: ["python.library.deleted"],
  judge(facts) {
    const files = facts["processes.deleted"];
    // That the Python library or mod_wsgi itself is among them is what python/library-deleted says.
    if (files.length === 0 || facts["python.library.deleted"] === true) return [];
    return [
      {
        message: `processes map what was deleted: ${firstOf(files, MOST)}`,
        evidence: evidenceOf(facts, "processes.deleted"),
        actual: files.length,
      },
    ];
  },
});
