import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";

export const loadedTwice = defineRule({
  id: "wsgi/loaded-twice",
  severity: "warning",
  title: "mod_wsgi has two LoadModule lines",
  why: "The first line wins and the other one is skipped: after pip install mod_wsgi beside the distribution's package, often with the wrong Python.",
  remedy: "Remove the LoadModule line, or disable the module, that is not meant.",
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/quick-installation-guide.html",
  needs: ["modules.duplicated"],
  uses: ["wsgi.module_path"],
  judge: (facts) =>
    facts["modules.duplicated"].includes("wsgi_module")
      ? [
          {
            message: `a second LoadModule wsgi_module is skipped; ${facts["wsgi.module_path"] ?? "the first one"} is in use`,
            evidence: evidenceOf(facts, "modules.duplicated", "wsgi.module_path"),
          },
        ]
      : [],
});
