import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";

export const scriptUnusable = defineRule({
  id: "wsgi/script-unusable",
  severity: "error",
  level: "application",
  title: "The script of an application is missing, or may not be read",
  why: "Requests are answered with 404, 403 or 500: Apache's user must find the file, the user of the process must read it.",
  remedy: "Correct the path of the directive, or let both users enter each directory and read the file.",
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/configuration-guidelines.html",
  needs: ["app.script_problem"],
  uses: ["app.declared_at", "app.user"],
  judge: (facts) =>
    facts["app.script_problem"] === ""
      ? []
      : [
          {
            message: facts["app.script_problem"],
            evidence: evidenceOf(facts, "app.declared_at", "app.user", "app.script_problem"),
          },
        ],
});
