import type { Audit } from "../model/audit.js";
import { checkAudit } from "./document.js";
import { countedBy, type Threshold } from "./severities.js";

/** What a command has done, as far as its exit code is concerned. */
export interface Outcome {
  /** A signal ended it before its time. */
  interrupted: boolean;
  /** Every host that was asked for gave its whole answer, and all that is demanded could be judged. */
  whole: boolean;
  /** Something is told that somebody has to look at: findings that count, or changes. */
  found: boolean;
}

/** Of every command that looks at hosts or at their answers: 0 clean, 3 found, 4 incomplete, 5 both, 130 interrupted. */
export function codeOf({ interrupted, whole, found }: Outcome): number {
  if (interrupted) return 130;
  if (whole) return found ? 3 : 0;
  return found ? 5 : 4;
}

/** Whether there are findings at or above `failOn`. Throws a TypeError for another severity. */
export const hasFindings = ({ totals }: Audit, failOn: Threshold): boolean =>
  countedBy(failOn).some((severity) => totals.findings[severity] > 0);

/** Whether nothing is missing: neither the answer of a host, nor a verdict because of a mistake of the user. */
export const isWhole = ({ totals, unknown, run }: Audit): boolean =>
  !run.interrupted && totals.hosts.ok === totals.hosts.selected && !unknown.some(({ mistake }) => mistake);

/**
 * 0 clean, 3 findings, 4 incomplete, 5 both, 130 interrupted. `none` never counts findings. Throws a TypeError for
 * another severity, and for what is no audit.
 */
export function exitCode(audit: Audit, failOn: Threshold = "warning"): number {
  checkAudit("exitCode: audit", audit);
  const found = hasFindings(audit, failOn);
  return codeOf({ interrupted: audit.run.interrupted, whole: isWhole(audit), found });
}
