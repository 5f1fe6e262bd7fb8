import type { Finding, HostAudit, Totals, UnknownVerdict } from "../model/audit.js";
import { HOST_STATUSES } from "../model/fact.js";

/**
 * Counts everything. `selected`: the hosts that were, and their containers that were asked. Throws if the host states do
 * not add up to them: no host may be lost.
 */
export function totals(
  selected: number,
  hosts: readonly HostAudit[],
  findings: readonly Finding[],
  unknown: readonly UnknownVerdict[],
  accepted = 0,
): Totals {
  const count = { ok: 0, partial: 0, unreachable: 0, failed: 0, skipped: 0 };
  for (const { status } of hosts) count[status] += 1;
  const sum = HOST_STATUSES.reduce((total, status) => total + count[status], 0);
  if (sum !== selected) throw new Error(`${selected} hosts were selected, but ${sum} are accounted for`);
  const severity = { error: 0, warning: 0, info: 0 };
  for (const finding of findings) severity[finding.severity] += 1;
  const installations = hosts.flatMap((host) => host.installations);
  return {
    hosts: { selected, ...count },
    installations: installations.length,
    applications: installations.reduce((total, { applications }) => total + applications.length, 0),
    findings: severity,
    accepted,
    unknown: unknown.length,
  };
}
