import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";

export const clientNamedInterpreter = defineRule({
  id: "wsgi/client-named-interpreter",
  severity: "warning",
  level: "application",
  title: "Clients decide by name which interpreter an application gets",
  why: "Each new Host header, or value of a variable, loads the whole application once more into every process, until memory runs out.",
  remedy:
    "Give the application one interpreter: application-group=NAME with a name of its own, or application-group=%{GLOBAL} where no other application runs in its process group.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIApplicationGroup.html",
  needs: ["app.named_by_client"],
  uses: ["app.declared_at", "app.decided_at"],
  judge: (facts) =>
    facts["app.named_by_client"] === "host" || facts["app.named_by_client"] === "variable"
      ? [
          {
            message: `the ${facts["app.named_by_client"]} of a request names the interpreter`,
            evidence: evidenceOf(facts, "app.declared_at", "app.decided_at", "app.named_by_client"),
          },
        ]
      : [],
});
