import type { Audit } from "../model/audit.js";
import type { HostRecord, Section } from "../model/snapshot.js";
import { cellAt, columnsOf } from "./cells.js";
import { forTerminal } from "./escape.js";

const rule = (title: string) => ["", `== ${title} ==`];

/** Every line of a part, its standard error after it, its status where it failed. */
function partLines({ name, stdout, stderr, status }: Section["parts"][number]): string[] {
  const lines = (text: string, mark: string) =>
    text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => `${mark}${forTerminal(line)}`);
  return [
    ...(name === "" ? [] : [`-- ${forTerminal(name)}${status ? ` (exit ${status})` : ""}`]),
    ...lines(stdout, "   "),
    ...lines(stderr, " ! "),
  ];
}

/** Names by which the host could be found, and which say nothing about a fault. */
function redactor({ host, transcript }: HostRecord): (text: string) => string {
  const own = (transcript?.sections ?? [])
    .filter(({ check }) => check === "host")
    .flatMap(({ parts }) =>
      parts.filter(({ name }) => name === "hostname").map(({ stdout }) => stdout.trim()),
    );
  const address = /@(.*?)(:\d+)?$/.exec(host.address)?.[1] ?? "";
  const names = [host.name, address, host.name.split(".")[0] ?? "", ...own].filter((name) => name.length > 2);
  const longestFirst = [...new Set(names)].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((left, name) => left.replaceAll(name, "HOST"), text);
}

/**
 * What people who help with mod_wsgi ask for, of one host: the facts, the findings and the evidence, as one text with
 * the host's own names taken out. The evidence holds only what was allow-listed on the host.
 */
export function bundle(record: HostRecord, audit: Audit): string {
  const host = audit.hosts.find(({ name }) => name === record.host.name);
  const redact = redactor(record);
  const facts = (host?.installations ?? []).flatMap((installation) => [
    ...rule(`facts of ${forTerminal(installation.id)}`),
    ...columnsOf(audit).map((fact) =>
      forTerminal(`${fact.id}: ${host ? cellAt({ host, installation }, fact) : ""}`),
    ),
    ...installation.applications.flatMap(({ id, facts: values }) => [
      forTerminal(`application ${id}`),
      ...Object.entries(values)
        .filter(([, value]) => value !== null)
        .map(([fact, value]) => forTerminal(`  ${fact}: ${JSON.stringify(value)}`)),
    ]),
  ]);
  const findings = audit.findings
    .filter((finding) => finding.host === record.host.name)
    .map(({ severity, rule: id, message }) => forTerminal(`${severity} ${id}: ${message}`));
  const evidence = (record.transcript?.sections ?? []).flatMap((section) => [
    ...rule(`evidence: ${section.check}${section.installation > 0 ? ` ${section.installation}` : ""}`),
    ...section.parts.flatMap(partLines),
  ]);
  const lines = [
    `${audit.tool.name} ${audit.tool.version}, ${audit.run.startedAt}, host ${record.status}`,
    ...(record.error ? [forTerminal(`${record.error.stage}: ${record.error.message}`)] : []),
    ...rule("findings"),
    ...(findings.length > 0 ? findings : ["none"]),
    ...facts,
    ...evidence,
  ];
  return `${redact(lines.join("\n"))}\n`;
}
