import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { socketPrefix } from "../shared/sockets.js";

/** sun_path has 108 bytes on Linux, 104 elsewhere; one is the end. */
const LONGEST = 107;

export const socketPathLong = defineRule({
  id: "wsgi/socket-path-long",
  severity: "error",
  title: "The path of the daemons' sockets is longer than the system takes",
  why: "The socket cannot be made: daemons do not start, or listen at a name that was cut off.",
  remedy: (os, facts) => `Set a shorter one: WSGISocketPrefix ${socketPrefix(os, facts)}.`,
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGISocketPrefix.html",
  needs: ["files.socket_path"],
  uses: ["wsgi.socket_prefix"],
  judge: (facts) =>
    facts["files.socket_path"] > LONGEST
      ? [
          {
            message: `up to ${facts["files.socket_path"]} bytes, ${LONGEST} are possible`,
            evidence: evidenceOf(facts, "wsgi.socket_prefix", "files.socket_path"),
          },
        ]
      : [],
});
