import type { Audit, HostAudit, InstallationAudit } from "../../model/audit.js";
import { forTerminal } from "../escape.js";
import type { Reporter } from "../reporter.js";
import { rerunLines } from "../text/hosts.js";
import { recap } from "../text/recap.js";
import { reasonOf } from "../troubles.js";
import { factLines } from "./facts.js";
import { verdictLines } from "./verdicts.js";

/** All that is known of each host, one after the other: to be read without a terminal, and to be sent to somebody. */
export const details: Reporter = (audit, { command }) => {
  const { tool, run } = audit;
  const lines = [
    forTerminal(`${tool.name} ${tool.version}, ${run.startedAt}${run.interrupted ? ", interrupted" : ""}`),
    "",
    ...audit.hosts.flatMap((host) => [...hostLines(audit, host), ""]),
    recap(audit),
    ...rerunLines(audit, command),
  ];
  return `${lines.join("\n")}\n`;
};

function hostLines(audit: Audit, host: HostAudit): string[] {
  const { facts } = audit.catalogue;
  const reached = Object.keys(host.facts).length > 0;
  return [
    forTerminal(host.name),
    ...wayLines(host).map((line) => forTerminal(line)),
    ...(reached ? verdictLines(audit, host) : []),
    ...(reached ? ["", "Host", ...factLines(host, facts, "host")] : []),
    ...host.installations.flatMap((installation) => installationLines(installation, audit)),
    ...(reached && host.installations.length === 0 ? ["", "No httpd was found"] : []),
  ];
}

/** How the host was reached and how it answered; without an answer, why not and what helps. */
function wayLines(host: HostAudit): string[] {
  const { connection, error, elevated } = host;
  const key = connection?.hostKey;
  const by = connection && [connection.transport ?? "ssh2", connection.because].filter(Boolean).join(": ");
  const rows: [string, string | undefined][] = [
    ["state", reasonOf(host)],
    ["", error?.hint],
    ["took", host.status === "skipped" ? undefined : `${seconds(host.durationMs)} s`],
    ["login", host.address],
    ["groups", host.groups.join(", ")],
    ["reached by", by],
    ["through", connection?.via?.join(" > ")],
    ["server", connection?.server],
    ["host key", key && `${key.type} ${key.fingerprint}`],
    ["let in by", connection?.authenticatedBy],
    ["as root", elevated && (elevated.error?.message ?? `asked for ${elevated.checks.join(", ")}`)],
    ["", elevated?.error?.hint],
  ];
  return rows.flatMap(([name, value]) => (value ? [`  ${name.padEnd(10)}  ${value}`] : []));
}

const seconds = (ms: number) => (ms / 1000).toFixed(1);

function installationLines(installation: InstallationAudit, { catalogue }: Audit): string[] {
  const { facts } = catalogue;
  return [
    "",
    `Installation ${forTerminal(installation.id)}`,
    ...factLines(installation, facts, "installation"),
    ...installation.applications.flatMap((application) => [
      "",
      `Application ${forTerminal(application.id)}`,
      ...factLines(application, facts, "application"),
    ]),
  ];
}
