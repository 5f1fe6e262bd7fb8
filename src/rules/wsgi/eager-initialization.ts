import { defineRule } from "../rule.js";
import { restarted } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";

export const eagerInitialization = defineRule({
  id: "wsgi/eager-initialization",
  severity: "warning",
  title: "Python is started in Apache's master process",
  why: "What runs when Python starts (site, .pth files, sitecustomize) runs as root, and every reload leaks the interpreter's memory into the processes that follow.",
  // After a reload a worker whose Python came from the master was seen to hang in its end.
  remedy: (os, facts) =>
    `Remove WSGILazyInitialization Off: On has been the default since 3.0, and 6.0 knows nothing else. ${restarted(os, facts)}`,
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGILazyInitialization.html",
  needs: ["wsgi.lazy_initialization"],
  judge: (facts) =>
    facts["wsgi.lazy_initialization"] === false
      ? [
          {
            message: "WSGILazyInitialization is Off",
            evidence: evidenceOf(facts, "wsgi.lazy_initialization"),
          },
        ]
      : [],
});
