import { isWhole } from "../audit/exit-code.js";
import { countedBy } from "../audit/severities.js";
import { type Audit, type HostAudit, SEVERITIES } from "../model/audit.js";
import { HOST_STATUSES } from "../model/fact.js";
import { forTerminal } from "./escape.js";
import { foldCounted } from "./places.js";
import type { Reporter, ReportOptions } from "./reporter.js";

/** Return codes of monitoring plugins, in the order of their numbers. */
const STATES = ["OK", "WARNING", "CRITICAL", "UNKNOWN"] as const;

/**
 * 2 for an error, 1 for another finding that counts, 3 where not every host could be looked at, or not everything
 * judged, and nothing was found: unknown is never OK.
 */
export function monitorCode(audit: Audit, failOn: ReportOptions["failOn"]): number {
  const found = countedBy(failOn).filter((severity) => audit.totals.findings[severity] > 0);
  if (found.includes("error")) return 2;
  if (found.length > 0) return 1;
  return isWhole(audit) ? 0 : 3;
}

/** The line, and the code, of a run that could not even begin. */
export const MONITOR_UNKNOWN = 3;
export const monitorMistake = (message: string): string => `WSGI-AUDIT UNKNOWN - ${onLine(message)}\n`;

/** One line for Nagios, Icinga and their like: state, what is wrong where, performance data. */
export const monitor: Reporter = (audit, { failOn }) => {
  const state = STATES[monitorCode(audit, failOn)] ?? "UNKNOWN";
  return `WSGI-AUDIT ${state} - ${whatIsWrong(audit, failOn)} | ${performance(audit)}\n`;
};

/** A vertical bar would begin the performance data. */
const onLine = (text: string) => forTerminal(text).replaceAll("|", "/");

const MOST_RULES = 3;

function whatIsWrong(audit: Audit, failOn: ReportOptions["failOn"]): string {
  const counted = audit.findings.filter(({ severity }) => countedBy(failOn).includes(severity));
  const rules = [...new Set(counted.map(({ rule }) => rule))];
  const told = rules.slice(0, MOST_RULES).map((id) => {
    const hosts = counted.filter(({ rule }) => rule === id).map(({ host }) => host);
    return `${id} on ${onLine(foldCounted(hosts))}`;
  });
  const more = rules.length > MOST_RULES ? [`${rules.length - MOST_RULES} more rules`] : [];
  const named = (what: string, hosts: readonly HostAudit[]) =>
    hosts.length > 0 ? [`${what} ${onLine(foldCounted(hosts.map(({ name }) => name)))}`] : [];
  const isSkipped = ({ status }: HostAudit) => status === "skipped";
  const dark = [
    ...named(
      "no whole answer from",
      audit.hosts.filter((host) => host.status !== "ok" && !isSkipped(host)),
    ),
    ...named("not asked:", audit.hosts.filter(isSkipped)),
  ];
  const mistakes = [...new Set(audit.unknown.flatMap(({ mistake, reason }) => (mistake ? [reason] : [])))];
  const unjudged = mistakes.length > 0 ? [`not judged: ${mistakes.map(onLine).join(", ")}`] : [];
  const all = [...told, ...more, ...dark, ...unjudged];
  return all.length > 0 ? all.join("; ") : `${audit.totals.hosts.ok} hosts ok, nothing found`;
}

function performance({ totals }: Audit): string {
  const hosts = HOST_STATUSES.map((status) => `${status}=${totals.hosts[status]}`);
  const findings = SEVERITIES.map((severity) => `findings_${severity}=${totals.findings[severity]}`);
  return [...hosts, ...findings, `unknown=${totals.unknown}`].join(" ");
}
