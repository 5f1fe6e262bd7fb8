import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";

export const portNamedInterpreter = defineRule({
  id: "wsgi/port-named-interpreter",
  severity: "info",
  level: "application",
  title: "Clients can have an application loaded again by a port in their Host header",
  why: "With UseCanonicalName Off the port of the Host header is part of the interpreter's name: Host: site:12345 loads the application once more.",
  remedy:
    "Give the application one interpreter: application-group=NAME with a name of its own, or application-group=%{GLOBAL} where no other application runs in its process group. Or set UseCanonicalName On.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIApplicationGroup.html",
  needs: ["app.named_by_client"],
  uses: ["app.declared_at", "app.application_group"],
  judge: (facts) =>
    facts["app.named_by_client"] === "port"
      ? [
          {
            message: `its interpreter is named after the port: ${facts["app.application_group"] ?? ""}`,
            evidence: evidenceOf(facts, "app.declared_at", "app.application_group", "app.named_by_client"),
          },
        ]
      : [],
});
