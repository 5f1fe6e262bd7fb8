import { showValue } from "../../facts/values.js";
import type { Audit, HostAudit, InstallationAudit } from "../../model/audit.js";
import type { FactValue } from "../../model/fact.js";

/** Lines that who helps reads first. */
const MOST_APPLICATIONS = 4;
const MOST_FINDINGS = 3;

type Facts = Readonly<Record<string, FactValue | null>>;

/** A fact in a sentence: its value, else why there is none. */
function said({ facts, gaps }: Pick<InstallationAudit, "facts" | "gaps">, id: string): string {
  const value = facts[id] ?? null;
  if (value !== null) return showValue(value);
  return `unknown (${gaps[id]?.outcome ?? "not collected"})`;
}

const isOn = (facts: Facts, id: string) => facts[id] === true;

/** The installation that questions are about: one with mod_wsgi, else the first. */
const chosen = ({ installations }: HostAudit): InstallationAudit | undefined =>
  installations.find(({ facts }) => (facts["modules.wsgi"] ?? "absent") !== "absent") ?? installations[0];

function serverLines(host: HostAudit, installation: InstallationAudit): string[] {
  const of = (id: string) => said(installation, id);
  const others = host.installations.length - 1;
  const state = isOn(installation.facts, "apache.running") ? "running" : "not running";
  return [
    `httpd: ${of("apache.version")}, ${of("apache.binary")}, ${of("apache.config_file")}, ${state}${others > 0 ? `; ${others} more below` : ""}`,
    `MPM: ${of("apache.mpm")}, ${of("apache.architecture")}; configuration ok: ${of("apache.config_ok")}`,
    `mod_wsgi: ${of("wsgi.version")}, ${of("modules.wsgi")}, ${of("wsgi.module_realpath")}, built for Python ${of("wsgi.build_python")}`,
    `Python linked: ${of("python.version")}, ${of("python.link")}, ${of("python.library.path")}`,
    `Python running: ${of("python.library.mapped")}`,
    `Python home: ${of("python.home")}; prefix ${of("python.prefix")}, base ${of("python.base_prefix")} (${of("python.evidence")})`,
  ];
}

function applicationLines({ applications }: InstallationAudit): string[] {
  if (applications.length === 0) return ["applications: none"];
  const shown = applications.length > MOST_APPLICATIONS ? MOST_APPLICATIONS - 1 : MOST_APPLICATIONS;
  const lines = applications.slice(0, shown).map((app) => {
    const of = (id: string) => said(app, id);
    return `application ${app.id}: ${of("app.mode")}, process group ${of("app.process_group")}, interpreter ${of("app.application_group")}, Python home ${of("app.python_home")}`;
  });
  const more = applications.length - shown;
  return more > 0 ? [...lines, `${more} more applications below`] : lines;
}

function findingLines(audit: Audit, host: HostAudit): string[] {
  const own = audit.findings.filter((finding) => finding.host === host.name);
  if (own.length === 0) return ["wrong: nothing that is known"];
  const shown = own.length > MOST_FINDINGS ? MOST_FINDINGS - 1 : MOST_FINDINGS;
  const lines = own
    .slice(0, shown)
    .map(({ severity, rule, message }) => `wrong: ${severity} ${rule}: ${message}`);
  return own.length > shown ? [...lines, `wrong: ${own.length - shown} more below`] : lines;
}

/** At most fifteen lines: the system, the server, Python linked and running, how the applications run, what is wrong. */
export function headOf(audit: Audit, host: HostAudit | undefined, status: string): string[] {
  const { tool, run } = audit;
  const first = `${tool.name} ${tool.version}, ${run.startedAt}, host ${status}`;
  if (!host) return [first];
  const of = (id: string) => said(host, id);
  const system = `system: ${of("host.os")} ${of("host.os_version")}, ${of("host.arch")}, ${of("host.libc")}`;
  const installation = chosen(host);
  return [
    first,
    system,
    ...(installation
      ? [...serverLines(host, installation), ...applicationLines(installation)]
      : ["httpd: no installation was found"]),
    ...findingLines(audit, host),
  ];
}
