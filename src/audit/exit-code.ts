import type { Audit } from "../model/audit.js";
import { checkAudit } from "./document.js";
import { countedBy, type Threshold } from "./severities.js";

/**
 * 0 clean, 3 findings, 4 incomplete, 5 both, 130 interrupted. `none` never counts findings. Throws a TypeError for
 * another severity, and for what is no audit.
 */
export function exitCode(audit: Audit, failOn: Threshold = "warning"): number {
  checkAudit("exitCode: audit", audit);
  const counted = countedBy(failOn);
  if (audit.run.interrupted) return 130;
  const findings = counted.some((severity) => audit.totals.findings[severity] > 0);
  const incomplete = audit.totals.hosts.ok < audit.totals.hosts.selected;
  return (findings ? 3 : 0) + (incomplete ? (findings ? 2 : 4) : 0);
}
