import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { isExtension } from "../shared/packages.js";

export const noPassAuthorization = defineRule({
  id: "wsgi/no-pass-authorization",
  severity: "info",
  level: "application",
  title: "Packages for logins by header are there, and the header does not reach the application",
  why: "mod_wsgi keeps the Authorization header for Apache unless told otherwise: logins by Basic, Bearer or JWT are answered with 401.",
  remedy: "Set WSGIPassAuthorization On for the application, if it logs its users in by that header.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIPassAuthorization.html",
  needs: ["app.packages", "app.pass_authorization"],
  uses: ["app.declared_at"],
  judge(facts) {
    const found = facts["app.packages"].filter((name) => !isExtension(name));
    return facts["app.pass_authorization"] || found.length === 0
      ? []
      : [
          {
            message: `${found.join(", ")} is there, and WSGIPassAuthorization is Off`,
            evidence: evidenceOf(facts, "app.declared_at", "app.pass_authorization", "app.packages"),
          },
        ];
  },
});
