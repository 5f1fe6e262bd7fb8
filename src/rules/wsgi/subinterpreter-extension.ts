import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { isExtension } from "../shared/packages.js";

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
    const found = facts["app.packages"].filter(isExtension);
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
