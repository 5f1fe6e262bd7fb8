import type { Name } from "../../base/names.js";
import { defineRule } from "../rule.js";
import { stopAndStart } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";
import { sameFile } from "../shared/files.js";

/** Whether what runs is another file than the next start will load; undefined where either is not known. */
function differs(names: readonly Name[], mapped: readonly string[] | undefined, next: string | undefined) {
  if (mapped === undefined || mapped.length === 0 || !next?.startsWith("/")) return false;
  return mapped.every((file) => sameFile(names, file.replace(/ \(deleted\)$/, ""), next) === false);
}

export const nextStartDiffers = defineRule({
  id: "wsgi/next-start-differs",
  severity: "warning",
  title: "The running server has another mod_wsgi or Python than the next start will have",
  why: "What runs is not what the configuration says any more: a restart, perhaps at night by logrotate, changes the Python of all applications, or takes them away.",
  remedy: (os, facts) =>
    `If the change is meant, stop Apache whole and start it again now: ${stopAndStart(os, facts)}. A reload may keep the old files. If it is not meant, undo it before the next restart.`,
  reference: "https://httpd.apache.org/docs/2.4/stopping.html",
  needs: ["wsgi.module_mapped"],
  uses: [
    "modules.wsgi",
    "wsgi.module_path",
    "python.library.mapped",
    "python.library.path_apache",
    "files.names",
  ],
  judge(facts) {
    const running = facts["wsgi.module_mapped"];
    const [module, library] = [facts["wsgi.module_path"], facts["python.library.path_apache"]];
    if (running.length > 0 && facts["modules.wsgi"] === "absent") {
      return [
        {
          message: `${running.join(", ")} runs, and the configuration does not load it any more`,
          evidence: evidenceOf(facts, "wsgi.module_mapped", "modules.wsgi"),
        },
      ];
    }
    const names = facts["files.names"];
    if (!names) return { lacking: ["files.names"] };
    if (differs(names, running, module)) {
      return [
        {
          message: `${running.join(", ")} runs, the next start loads ${module}`,
          evidence: evidenceOf(facts, "wsgi.module_mapped", "wsgi.module_path"),
        },
      ];
    }
    const mapped = facts["python.library.mapped"];
    if (!differs(names, mapped, library)) return [];
    return [
      {
        message: `${mapped?.join(", ")} runs, the next start finds ${library}`,
        evidence: evidenceOf(facts, "python.library.mapped", "python.library.path_apache"),
      },
    ];
  },
});
