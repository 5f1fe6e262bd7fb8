import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";

export const loadedTwice = defineRule({
  id: "wsgi/loaded-twice",
  severity: "warning",
  title: "mod_wsgi has two LoadModule lines",
  why: "The first line wins and the other one is skipped: after pip install mod_wsgi beside the distribution's package, often with the wrong Python.",
  remedy:
    "Remove the LoadModule line, or disable the module, that is not meant. A line below <IfModule !wsgi_module> counts only where no other stands before it.",
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/quick-installation-guide.html",
  needs: ["modules.duplicated"],
  uses: ["wsgi.module_path", "wsgi.passed_over"],
  judge(facts) {
    const used = facts["wsgi.module_path"] ?? "the first one";
    const twice = facts["modules.duplicated"].includes("wsgi_module")
      ? [
          {
            message: `a second LoadModule wsgi_module is skipped; ${used} is in use`,
            evidence: evidenceOf(facts, "modules.duplicated", "wsgi.module_path"),
          },
        ]
      : [];
    const guarded = (facts["wsgi.passed_over"] ?? []).map((each) => ({
      message: `${each} is passed over, as its <IfModule> asks for no mod_wsgi before it; ${used} is in use`,
      evidence: evidenceOf(facts, "wsgi.passed_over", "wsgi.module_path"),
    }));
    return [...twice, ...guarded];
  },
});
