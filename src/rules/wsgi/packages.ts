import { defineRule, evidenceOf, type KnownFacts } from "../rule.js";

const EXTENSIONS = new Set(
  "numpy pandas scipy sklearn torch tensorflow cryptography bcrypt pydantic_core rpds orjson grpc".split(" "),
);

const packagesIn = (facts: KnownFacts, extensions: boolean) =>
  (facts["app.packages"] as readonly string[]).filter((name) => EXTENSIONS.has(name) === extensions);

export const subinterpreterExtension = defineRule({
  id: "wsgi/subinterpreter-extension",
  severity: "warning",
  level: "application",
  title: "An application can import C extensions that do not work in a sub-interpreter",
  why: "They are written for one interpreter in a process: imports fail, requests hang, or the process ends with 'Truncated or oversized response headers'.",
  remedy:
    "Run it in the main interpreter: application-group=%{GLOBAL}, with a daemon process group for each application.",
  reference:
    "https://modwsgi.readthedocs.io/en/latest/user-guides/application-issues.html#python-simplified-gil-state-api",
  needs: ["app.packages", "app.application_group"],
  uses: ["app.declared_at"],
  judge(facts) {
    const found = packagesIn(facts, true);
    return facts["app.application_group"] === "" || found.length === 0
      ? []
      : [
          {
            message: `${found.join(", ")} in the sub-interpreter ${facts["app.application_group"]}`,
            evidence: evidenceOf(facts, "app.declared_at", "app.application_group", "app.packages"),
          },
        ];
  },
});

export const passAuthorization = defineRule({
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
    const found = packagesIn(facts, false);
    return facts["app.pass_authorization"] === true || found.length === 0
      ? []
      : [
          {
            message: `${found.join(", ")} is there, and WSGIPassAuthorization is Off`,
            evidence: evidenceOf(facts, "app.declared_at", "app.pass_authorization", "app.packages"),
          },
        ];
  },
});
