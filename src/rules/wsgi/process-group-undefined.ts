import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";

/** Enough to see a misspelt one. */
const MOST_NAMES = 10;

export const processGroupUndefined = defineRule({
  id: "wsgi/process-group-undefined",
  severity: "error",
  level: "application",
  title: "An application names a daemon process group that does not exist",
  why: "Every request is answered with 500, though the configuration test passes: httpd looks the group up only then.",
  remedy:
    "Define the group with WSGIDaemonProcess in the main server or in that virtual host, or correct its name.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIProcessGroup.html",
  needs: ["app.process_group", "wsgi.daemons"],
  uses: ["app.declared_at"],
  judge(facts) {
    const group = facts["app.process_group"];
    const daemons = facts["wsgi.daemons"];
    if (group === "" || daemons.some(({ name }) => name === group)) return [];
    const names = daemons.map(({ name }) => name);
    const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : "";
    const known = names.slice(0, MOST_NAMES).join(", ") || "none";
    return [
      {
        message: `there is no WSGIDaemonProcess "${group}"; defined: ${known}${more}`,
        evidence: evidenceOf(facts, "app.declared_at", "app.process_group"),
      },
    ];
  },
});
