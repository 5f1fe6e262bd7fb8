import { type Audit, SEVERITIES, type Severity } from "../model/audit.js";

/** 0 clean, 3 findings, 4 incomplete, 5 both, 130 interrupted. `none` never counts findings. */
export function exitCode(audit: Audit, failOn: Severity | "none"): number {
  if (audit.run.interrupted) return 130;
  const counted = failOn === "none" ? [] : SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  const findings = counted.some((severity) => audit.totals.findings[severity] > 0);
  const incomplete = audit.totals.hosts.ok < audit.totals.hosts.selected;
  return (findings ? 3 : 0) + (incomplete ? (findings ? 2 : 4) : 0);
}
