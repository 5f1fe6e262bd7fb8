import type { SharedInterpreter } from "../../checks/applications/summary.js";
import { defineRule, type Offence } from "../rule.js";

function offenceOf({ process_group, application_group, scripts, count }: SharedInterpreter): Offence {
  const group = process_group === "" ? "embedded mode" : `process group ${process_group}`;
  const interpreter = application_group === "" ? "the main interpreter" : `interpreter ${application_group}`;
  const more = count > 3 ? ` and ${count - 3} more` : "";
  return {
    message: `${scripts}${more} share ${interpreter} of ${group}`,
    evidence: `wsgi.shared_interpreters: ${group}, ${interpreter}: ${scripts} (${count} scripts)`,
  };
}

export const sharedInterpreter = defineRule({
  id: "wsgi/shared-interpreter",
  severity: "info",
  title: "Different scripts run in one interpreter",
  why: "They share modules, settings and environment variables: two projects of Django serve whichever settings were loaded first, and what one of them leaks, the other one has as well.",
  remedy:
    "If they are projects of their own, give each a daemon process group: WSGIDaemonProcess NAME, and process-group=NAME application-group=%{GLOBAL} on its WSGIScriptAlias.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIApplicationGroup.html",
  needs: ["wsgi.shared_interpreters"],
  judge: (facts) => facts["wsgi.shared_interpreters"].map(offenceOf),
});
