import { defineRule, type RemedyFacts } from "../rule.js";
import { restarted } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";
import { perSystem } from "../shared/systems.js";

const used = (event: string) => (os: string, facts: RemedyFacts) =>
  `Run it in daemon mode (WSGIDaemonProcess with process-group=); or, where no module such as mod_php needs prefork, use the event MPM: ${event}. ${restarted(os, facts)}`;

export const embeddedPrefork = defineRule({
  id: "wsgi/embedded-prefork",
  severity: "warning",
  level: "application",
  title: "An application runs embedded in the processes of a prefork Apache",
  why: "Each of up to hundreds of processes loads the whole application and throws it away again as load changes: memory runs out and requests wait for imports.",
  remedy: perSystem({
    debian: used("a2dismod mpm_prefork && a2enmod mpm_event"),
    redhat: used("the line of mpm_event in /etc/httpd/conf.modules.d/00-mpm.conf"),
    otherwise: used("its LoadModule in the place of mpm_prefork's"),
  }),
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/processes-and-threading.html",
  needs: ["app.mode", "apache.mpm"],
  uses: ["app.declared_at", "app.processes"],
  judge: (facts) =>
    facts["app.mode"] === "embedded" && facts["apache.mpm"] === "prefork"
      ? [
          {
            message: `embedded in up to ${facts["app.processes"] ?? "unknown"} processes`,
            evidence: evidenceOf(facts, "app.declared_at", "app.mode", "apache.mpm", "app.processes"),
          },
        ]
      : [],
});
