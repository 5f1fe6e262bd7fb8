import type { Audit } from "../../model/audit.js";
import type { HostRecord, Section } from "../../model/snapshot.js";
import { cellAt, columnsOf } from "../cells.js";
import { forTerminal } from "../escape.js";
import { gapLines } from "./gaps.js";
import { headOf } from "./head.js";
import { Redaction } from "./names.js";

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

const evidenceLines = (sections: readonly Section[], title: string): string[] =>
  sections.flatMap((section) => [
    ...rule(`${title}: ${section.check}${section.installation > 0 ? ` ${section.installation}` : ""}`),
    ...section.parts.flatMap(partLines),
  ]);

function factLines(record: HostRecord, audit: Audit): string[] {
  const host = audit.hosts.find(({ name }) => name === record.host.name);
  return (host?.installations ?? []).flatMap((installation) => [
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
}

const count = (many: number, one: string) => `${many} ${one}${many === 1 ? "" : "s"}`;

/** What is not in it: what the host kept to itself, what was cut off, and whose names were replaced. */
function leftOut(sections: readonly Section[], names: readonly string[]): string[] {
  const parts = sections.flatMap((section) => section.parts);
  const masked = parts.reduce(
    (sum, { stdout }) => sum + (stdout.match(/(?<=\s)\.\.\.(?=\s|$)/gm)?.length ?? 0),
    0,
  );
  const cut = sections.filter(({ status, timedOut }) => status === null || timedOut).length;
  return [
    `${count(masked, "value")} of the configuration that the host kept to itself ("...")`,
    `${count(cut, "section")} that ran into a time limit or were cut off`,
    `names and addresses replaced: ${names.join(", ") || "none"}`,
  ];
}

/**
 * What people who help with mod_wsgi ask for, of one host: in front what they ask first, then findings, gaps, facts and
 * evidence, root's beside the login's, as one text with names and addresses replaced. The evidence holds only what was
 * allow-listed on the host.
 */
export function bundle(record: HostRecord, audit: Audit): string {
  const host = audit.hosts.find(({ name }) => name === record.host.name);
  const redaction = new Redaction(record);
  const login = record.transcript?.sections ?? [];
  const root = record.elevated?.transcript.sections ?? [];
  const findings = audit.findings
    .filter((finding) => finding.host === record.host.name)
    .map(({ severity, rule: id, message }) => forTerminal(`${severity} ${id}: ${message}`));
  const before = [
    ...headOf(audit, host, record.status).map(forTerminal),
    ...(record.error ? [forTerminal(`${record.error.stage}: ${record.error.message}`)] : []),
    ...rule("findings"),
    ...(findings.length > 0 ? findings : ["none"]),
    ...rule("not known, and what would show it"),
    ...(host ? gapLines(audit, host).map(forTerminal) : ["everything: the host gave no answer"]),
  ];
  const after = [
    ...factLines(record, audit),
    ...evidenceLines(login, "evidence"),
    ...evidenceLines(root, "evidence as root"),
  ];
  const [head, rest] = [redaction.redact(before.join("\n")), redaction.redact(after.join("\n"))];
  const omitted = [...rule("left out"), ...leftOut([...login, ...root], redaction.told)].join("\n");
  return `${[head, omitted, rest].join("\n")}\n`;
}
