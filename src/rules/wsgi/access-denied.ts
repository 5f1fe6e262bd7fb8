import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";

export const accessDenied = defineRule({
  id: "wsgi/access-denied",
  severity: "error",
  level: "application",
  title: "httpd lets nobody in to an application",
  why: "Every request is answered with 403: Require all denied holds for the script's directory, which is what distributions set for all that is not granted.",
  remedy:
    "Put Require all granted (or who may) in a <Directory> of the script, or in a <Location> of the mount.",
  reference: "https://httpd.apache.org/docs/2.4/mod/mod_authz_core.html#require",
  needs: ["app.access"],
  uses: ["app.script", "app.declared_at"],
  judge: (facts) =>
    facts["app.access"] === "denied"
      ? [
          {
            message: `access to ${facts["app.script"]} is denied to all`,
            evidence: evidenceOf(facts, "app.declared_at", "app.script", "app.access"),
          },
        ]
      : [],
});
