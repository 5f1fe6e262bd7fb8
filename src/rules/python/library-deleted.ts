import { defineRule } from "../rule.js";
import { stopAndStart } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";

export const libraryDeleted = defineRule({
  id: "python/library-deleted",
  severity: "warning",
  title: "Running processes still use a library that was replaced on disk",
  why: "Old code runs on beside new modules, and security fixes of the new file are not in effect.",
  remedy: (os, facts) =>
    `Stop Apache whole and start it again: ${stopAndStart(os, facts)}. A reload may not do.`,
  needs: ["python.library.deleted"],
  uses: ["python.library.mapped"],
  judge: (facts) =>
    facts["python.library.deleted"] === true
      ? [
          {
            message: "a process maps a deleted library",
            evidence: evidenceOf(facts, "python.library.deleted", "python.library.mapped"),
          },
        ]
      : [],
});
