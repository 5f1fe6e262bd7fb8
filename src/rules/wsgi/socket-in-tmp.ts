import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { socketPrefix } from "../shared/sockets.js";

/** Anybody may write there, and clean up there. */
const SHARED = /^\/(tmp|var\/tmp|dev\/shm)(\/|$)/;

export const socketInTmp = defineRule({
  id: "wsgi/socket-in-tmp",
  severity: "warning",
  title: "Sockets of daemon processes stand below a directory for temporary files",
  why: "Cleaners remove them while the server runs, after which every request is answered with 503; in the directory itself other users can put theirs in the way.",
  remedy: (os, facts) =>
    `Set WSGISocketPrefix to a directory of Apache's own: WSGISocketPrefix ${socketPrefix(os, facts)}. Give mod_wsgi-express a --server-root outside of /tmp.`,
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGISocketPrefix.html",
  needs: ["wsgi.socket_prefix", "wsgi.daemons"],
  judge: (facts) =>
    SHARED.test(facts["wsgi.socket_prefix"]) && facts["wsgi.daemons"].length > 0
      ? [
          {
            message: `WSGISocketPrefix is ${facts["wsgi.socket_prefix"]}`,
            evidence: evidenceOf(facts, "wsgi.socket_prefix"),
          },
        ]
      : [],
});
