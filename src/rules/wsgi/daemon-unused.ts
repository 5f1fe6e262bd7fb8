import { defineRule } from "../rule.js";

export const daemonUnused = defineRule({
  id: "wsgi/daemon-unused",
  severity: "warning",
  title: "A daemon process group serves no application",
  why: "The application that was meant for it runs embedded in Apache's own processes: the group's user, python-home and threads have no effect, and its idle processes cost memory.",
  remedy:
    "Add process-group=NAME to the WSGIScriptAlias, or WSGIProcessGroup NAME around it; or remove the group.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIProcessGroup.html",
  needs: ["wsgi.daemons", "wsgi.used_groups"],
  judge(facts) {
    const used = new Set(facts["wsgi.used_groups"]);
    return facts["wsgi.daemons"]
      .filter(({ name }) => !used.has(name))
      .map(({ name, declared_at }) => ({
        message: `no application runs in the process group ${name}`,
        evidence: `${declared_at}: WSGIDaemonProcess ${name}\nwsgi.used_groups = ${JSON.stringify([...used])}`,
      }));
  },
});
