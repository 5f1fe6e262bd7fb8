import type { Reporter } from "wsgi-audit";

/** A report of somebody's own: findings, a line each. */
export const lines: Reporter = (audit, { command }) =>
  [
    `${audit.totals.hosts.ok} of ${audit.totals.hosts.selected} hosts ok (${command})`,
    ...audit.findings.map(({ severity, host, message }) => `${severity}: ${host}: ${message}`),
  ].join("\n");
