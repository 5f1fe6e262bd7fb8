import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { perSystem } from "../shared/systems.js";

const restart = (commands: string) =>
  `Stop Apache whole and start it again: ${commands}. A graceful restart may keep the old library.`;

export const libraryDeleted = defineRule({
  id: "python/library-deleted",
  severity: "warning",
  title: "Running processes still use a library that was replaced on disk",
  why: "An upgrade has happened under the server: old code runs on with new modules, and security fixes are not in effect.",
  remedy: perSystem({
    debian: restart("systemctl stop apache2 && systemctl start apache2"),
    redhat: restart("systemctl stop httpd && systemctl start httpd"),
    suse: restart("systemctl stop apache2 && systemctl start apache2"),
    alpine: restart("rc-service apache2 stop && rc-service apache2 start"),
    freebsd: restart("service apache24 stop && service apache24 start"),
    otherwise: restart("apachectl stop, then apachectl start once all its processes are gone"),
  }),
  needs: ["python.library.deleted"],
  uses: ["python.library.mapped"],
  judge: (facts) =>
    facts["python.library.deleted"] === true
      ? [
          {
            message: "a process maps a deleted library",
            evidence: evidenceOf(facts, "python.library.deleted", "python.library.mapped"),
          },
        ]
      : [],
});
