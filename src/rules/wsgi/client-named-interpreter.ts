import { defineRule, evidenceOf } from "../rule.js";

const REFERENCE =
  "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIApplicationGroup.html";
const REMEDY = "Give the application one interpreter: application-group=%{GLOBAL}, or a name of its own.";

export const clientNamedInterpreter = defineRule({
  id: "wsgi/client-named-interpreter",
  severity: "warning",
  level: "application",
  title: "Clients decide by name which interpreter an application gets",
  why: "Each new Host header, or value of a variable, loads the whole application once more into every process, until memory runs out.",
  remedy: REMEDY,
  reference: REFERENCE,
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

export const portNamedInterpreter = defineRule({
  id: "wsgi/port-named-interpreter",
  severity: "info",
  level: "application",
  title: "Clients can have an application loaded again by a port in their Host header",
  why: "With UseCanonicalName Off the port of the Host header is part of the interpreter's name: Host: site:12345 loads the application once more.",
  remedy: `${REMEDY} Or set UseCanonicalName On.`,
  reference: REFERENCE,
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
