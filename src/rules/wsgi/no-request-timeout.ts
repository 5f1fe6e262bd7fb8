import { defineRule } from "../rule.js";

export const noRequestTimeout = defineRule({
  id: "wsgi/no-request-timeout",
  severity: "info",
  title: "Requests to a daemon process group may take for ever",
  why: "Threads that wait for a dead database or a lock are never given back; once all of them do, the group answers nothing until somebody restarts it.",
  remedy:
    "Add request-timeout=60 (seconds, an average over the threads) to WSGIDaemonProcess; queue-timeout=45 keeps the queue short.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIDaemonProcess.html",
  needs: ["wsgi.daemons"],
  judge: (facts) =>
    facts["wsgi.daemons"]
      .filter(({ request_timeout }) => !request_timeout)
      .map(({ name, declared_at, request_timeout }) => ({
        message: `group ${name} has no request-timeout`,
        evidence: `${declared_at}: WSGIDaemonProcess ${name}, request-timeout=${request_timeout ?? "(not set)"}`,
      })),
});
