import type { Finding, HostAudit, RuleInfo } from "../../model/audit.js";

export const orphans: RuleInfo = {
  id: "host/orphans",
  severity: "warning",
  title: "Processes of httpd live on without their master",
  why: "They keep the code and the memory that they had when the master died, hold its sockets and database connections, and no reload or stop reaches them.",
  remedy:
    "End them by their process ids, once nothing is asked of them any more; find out what ended the master alone (kill -9, the out-of-memory killer, a service manager that ends the main process only).",
};

/** Of more, the number is told. */
const NAMED = 20;

/** A finding for every host on which there are some. */
export const orphanedProcesses = (hosts: readonly HostAudit[]): Finding[] =>
  hosts.flatMap(({ name, facts }) => {
    const found = facts["host.orphans"];
    if (!Array.isArray(found) || found.length === 0) return [];
    const more = found.length > NAMED ? [`and ${found.length - NAMED} more`] : [];
    return {
      rule: orphans.id,
      severity: orphans.severity,
      host: name,
      message: `${found.length} ${found.length === 1 ? "process has" : "processes have"} no master any more`,
      evidence: [...found.slice(0, NAMED), ...more].join("\n"),
      remedy: orphans.remedy,
    };
  });
