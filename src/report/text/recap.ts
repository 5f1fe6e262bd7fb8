import { type Audit, SEVERITIES } from "../../model/audit.js";
import { HOST_STATUSES } from "../../model/fact.js";

/** Counts that add up. */
export function recap(audit: Audit): string {
  const { hosts, installations, findings, accepted, unknown } = audit.totals;
  const states = HOST_STATUSES.map((status) => `${hosts[status]} ${status}`).join(", ");
  const found = SEVERITIES.map((severity) => `${findings[severity]} ${severity}`).join(", ");
  return `hosts ${hosts.selected}: ${states} · installations ${installations} · findings ${found}${accepted > 0 ? `, ${accepted} accepted` : ""} · unknown ${unknown}`;
}
