import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";

export const embeddedPrefork = defineRule({
  id: "wsgi/embedded-prefork",
  severity: "warning",
  level: "application",
  title: "An application runs embedded in the processes of a prefork Apache",
  why: "Each of up to hundreds of processes loads the whole application and throws it away again as load changes: memory runs out and requests wait for imports.",
  remedy: "Run it in daemon mode (WSGIDaemonProcess with process-group=), or use the event MPM.",
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
