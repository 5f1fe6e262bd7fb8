import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";

export const embeddedNotRestricted = defineRule({
  id: "wsgi/embedded-not-restricted",
  severity: "info",
  title: "Apache's own processes start Python though every application has a daemon",
  why: "Each of them initialises an interpreter that nothing uses: memory and a slower start, and an application that loses its process group runs there unnoticed.",
  remedy: "Set WSGIRestrictEmbedded On in the main server.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIRestrictEmbedded.html",
  needs: ["wsgi.modes", "wsgi.restrict_embedded"],
  judge: (facts) =>
    !facts["wsgi.restrict_embedded"] && facts["wsgi.modes"].join() === "daemon"
      ? [
          {
            message: "all applications run in daemon mode, and WSGIRestrictEmbedded is not On",
            evidence: evidenceOf(facts, "wsgi.modes", "wsgi.restrict_embedded"),
          },
        ]
      : [],
});
