import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { perSystem } from "../shared/systems.js";
import { isAfter, subjectOf } from "../shared/times.js";

const reload = (command: string) =>
  `If the change is meant, take it over: ${command}. If not, find out who made it before the next restart does.`;

export const reloadPending = defineRule({
  id: "apache/reload-pending",
  severity: "info",
  title: "The configuration was changed after the running server read it",
  why: "What the files say is not what runs. The next restart, perhaps at night by logrotate, changes the server's behaviour.",
  remedy: perSystem({
    debian: reload("apache2ctl configtest && systemctl reload apache2"),
    redhat: reload("httpd -t && systemctl reload httpd"),
    suse: reload("httpd -t && systemctl reload apache2"),
    alpine: reload("httpd -t && rc-service apache2 reload"),
    freebsd: reload("service apache24 configtest && service apache24 reload"),
    otherwise: reload("httpd -t, then a graceful restart"),
  }),
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
