import { defineRule } from "../rule.js";
import { reload } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";
import { isAfter, subjectOf } from "../shared/times.js";

export const reloadPending = defineRule({
  id: "apache/reload-pending",
  severity: "info",
  title: "The configuration was changed after the running server read it",
  why: "What the files say is not what runs. The next restart, perhaps at night by logrotate, changes the server's behaviour.",
  remedy: (os, facts) =>
    `If the change is meant, take it over: ${reload(os, facts)}. If not, find out who made it before the next restart does.`,
  needs: ["processes.reloaded", "processes.config_changed"],
  uses: ["processes.includes_changed"],
  judge(facts) {
    const { "processes.reloaded": reloaded, "processes.config_changed": written } = facts;
    const entries = facts["processes.includes_changed"];
    if (isAfter(written, reloaded)) {
      return [
        {
          message: `${subjectOf(written)} is newer than what runs`,
          evidence: evidenceOf(facts, "processes.config_changed", "processes.reloaded"),
        },
      ];
    }
    if (entries === undefined || !isAfter(entries, reloaded)) return [];
    return [
      {
        message: `entries of ${subjectOf(entries)} were added, removed or renamed since the server read it`,
        evidence: evidenceOf(facts, "processes.includes_changed", "processes.reloaded"),
      },
    ];
  },
});
