import { defineRule } from "../rule.js";

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
    const live = facts["processes.groups"];
    return facts["wsgi.daemons"].flatMap(({ name, processes, declared_at }) => {
      const found = live.find((group) => group.name === name);
      if (!found || found.processes === processes) return [];
      return [
        {
          message: `group ${name} has ${found.processes} processes, ${processes} are configured`,
          evidence: `${declared_at}: processes=${processes}\nprocesses.groups: ${name} has ${found.processes}`,
          expected: processes,
          actual: found.processes,
        },
      ];
    });
  },
});
