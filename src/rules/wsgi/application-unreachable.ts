import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";

/** An undefined group has a rule of its own. */
const TOLD_ELSEWHERE = /^no WSGIDaemonProcess is called/;

export const applicationUnreachable = defineRule({
  id: "wsgi/application-unreachable",
  severity: "error",
  level: "application",
  title: "No request can be served by an application",
  why: "The configuration test passes, and every request to it fails or is answered by something else.",
  remedy:
    "See the line that the message names: order the aliases from the longest path to the shortest, name a process group that the virtual host may use, and have Group stand before a WSGIDaemonProcess with supplementary-groups=, or give that a group= of its own.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIScriptAlias.html",
  needs: ["app.problem"],
  uses: ["app.mount", "app.declared_at", "app.process_group"],
  judge: (facts) =>
    facts["app.problem"] === "" || TOLD_ELSEWHERE.test(facts["app.problem"])
      ? []
      : [
          {
            message: facts["app.problem"],
            evidence: evidenceOf(facts, "app.declared_at", "app.mount", "app.process_group"),
          },
        ],
});
