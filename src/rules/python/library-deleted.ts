import { defineRule } from "../rule.js";
import { stopAndStart } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";

export const libraryDeleted = defineRule({
  id: "python/library-deleted",
  severity: "warning",
  title: "Running processes still use a library that was replaced on disk",
  why: "An upgrade has happened under the server: old code runs on with new modules, and security fixes are not in effect.",
  remedy: (os, facts) =>
    `Stop Apache whole and start it again: ${stopAndStart(os, facts)}. A graceful restart may keep the old library.`,
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
