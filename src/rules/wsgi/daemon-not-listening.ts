import { defineRule } from "../rule.js";
import { restarted } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";
import { socketPrefix } from "../shared/sockets.js";
import { isAfter } from "../shared/times.js";

const many = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

export const daemonNotListening = defineRule({
  id: "wsgi/daemon-not-listening",
  severity: "error",
  title: "A daemon process group has no socket that it listens on",
  why: "Apache hands requests over through that socket: without it every request for the group is answered with 503, though its processes run.",
  remedy: (os, facts) =>
    `Read in Apache's error log why it could not be made ("Couldn't bind unix domain socket"). A second instance has its built-in directory from the first one: name one of its own, which is there before httpd starts: WSGISocketPrefix ${socketPrefix(os, facts)}. ${restarted(os, facts)}`,
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGISocketPrefix.html",
  needs: ["processes.daemon_sockets", "wsgi.daemons"],
  uses: ["processes.config_changed", "processes.reloaded", "apache.config_source", "wsgi.socket_prefix"],
  judge(facts) {
    const configured = facts["wsgi.daemons"].length;
    const sockets = facts["processes.daemon_sockets"];
    if (sockets >= configured) return [];
    const [changed, reloaded] = [facts["processes.config_changed"], facts["processes.reloaded"]];
    if (changed !== undefined && reloaded !== undefined && isAfter(changed, reloaded))
      return { because: `the configuration was changed after the running server read it: ${changed}` };
    if (facts["apache.config_source"] === "files")
      return { because: "the groups are those of the files, which httpd itself did not show" };
    return [
      {
        message: `${many(configured, "daemon group")} ${configured === 1 ? "is" : "are"} configured, ${sockets === 0 ? "no socket is" : `only ${many(sockets, "socket")} ${sockets === 1 ? "is" : "are"}`} there`,
        evidence: evidenceOf(facts, "wsgi.daemons", "processes.daemon_sockets", "wsgi.socket_prefix"),
        expected: configured,
        actual: sockets,
      },
    ];
  },
});
