import { defineRule } from "../rule.js";

/** Between the names of groups that were counted together. */
const TOGETHER = " + ";

export const liveGroupSize = defineRule({
  id: "wsgi/live-group-size",
  severity: "warning",
  title: "A daemon process group has another number of processes than it is configured with",
  why: "Processes that die at their start are missing again and again, or the configuration was changed and not taken over: the application has less or more capacity than planned.",
  remedy:
    "Read Apache's error log for the group's name; if the configuration is newer than the server, reload it.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIDaemonProcess.html",
  needs: ["processes.groups", "wsgi.daemons"],
  judge(facts) {
    const daemons = facts["wsgi.daemons"];
    return facts["processes.groups"].flatMap(({ name, processes }) => {
      const names = name.split(TOGETHER);
      const own = daemons.filter((daemon) => names.includes(daemon.name));
      const configured = own.reduce((sum, daemon) => sum + daemon.processes, 0);
      if (own.length === 0 || processes === configured) return [];
      const which = own.length > 1 ? `groups ${names.join(", ")} together have` : `group ${name} has`;
      return [
        {
          message: `${which} ${processes} processes, ${configured} are configured`,
          evidence: [
            ...own.map((daemon) => `${daemon.declared_at}: processes=${daemon.processes}`),
            `processes.groups: ${name} has ${processes}`,
          ].join("\n"),
          expected: configured,
          actual: processes,
        },
      ];
    });
  },
});
