import type { PastChange } from "../../drift.js";
import type {
  Audit,
  FactInfo,
  Facts,
  Finding,
  Gaps,
  HostAudit,
  InstallationAudit,
  RuleInfo,
} from "../../model.js";
import { formatValue } from "../cells.js";
import { forTerminal } from "../escape.js";
import { foldCounted } from "../places.js";
import { changeOf, type PageChange, placeOf } from "./past.js";

/** A column with every distinct text once: thousands of rows share a few dozen values. */
export interface PageColumn {
  id: string;
  label: string;
  description: string;
  type: FactInfo["type"];
  compared: boolean;
  texts: string[];
  /** Indexes into `texts` that are no values but the word for why there is none. */
  gaps: number[];
  /** For each row an index into `texts`. */
  cells: number[];
  /** Rows whose value differs from the majority of their group. */
  outliers: number[];
}

export interface PageRow {
  host: string;
  groups: string;
  status: string;
  /** Installation, and application where the table is about those. */
  place: string;
  /** Rows of equal compared values share a class. */
  class: number;
  /** Indexes into the page's findings. */
  findings: number[];
  reason: string;
}

export interface PageTable {
  columns: PageColumn[];
  rows: PageRow[];
  /** Names of the hosts of each class, folded. */
  classes: string[];
}

export interface PageData {
  title: string;
  started: string;
  interrupted: boolean;
  totals: Audit["totals"];
  installations: PageTable;
  applications: PageTable;
  findings: PageFinding[];
  rules: Record<string, Pick<RuleInfo, "severity" | "title" | "why" | "reference">>;
  /** Distinct remedies; findings name them by index. */
  remedies: string[];
  unknown: { rule: string; hosts: string; reason: string }[];
  /** Values that changed, oldest first; null where there is no history. */
  past: PageChange[] | null;
}

export interface PageFinding {
  rule: string;
  severity: string;
  host: string;
  place: string;
  message: string;
  evidence: string;
  remedy: number;
}

/** A row before it is put into columns. */
interface Source {
  host: HostAudit;
  installation: InstallationAudit | undefined;
  application: { id: string; facts: Facts; gaps: Gaps } | undefined;
}

function cellOf({ host, installation, application }: Source, fact: FactInfo): [text: string, gap: boolean] {
  const side = fact.level === "host" ? host : fact.level === "installation" ? installation : application;
  const value = side?.facts[fact.id] ?? null;
  if (value !== null) return [forTerminal(formatValue(value)), false];
  const gap = side?.gaps[fact.id];
  return [gap ? `(${gap.outcome})` : "", true];
}

function columnOf(sources: readonly Source[], fact: FactInfo, outliers: ReadonlySet<string>): PageColumn {
  const { id, label, description, type, compared } = fact;
  const column: PageColumn = {
    id,
    label,
    description,
    type,
    compared,
    texts: [],
    gaps: [],
    cells: [],
    outliers: [],
  };
  const known = new Map<string, number>();
  for (const [row, source] of sources.entries()) {
    const [text, gap] = cellOf(source, fact);
    let index = known.get(text);
    if (index === undefined) {
      index = column.texts.push(text) - 1;
      known.set(text, index);
      if (gap) column.gaps.push(index);
    }
    column.cells.push(index);
    const at = fact.level === "host" ? "" : (source.installation?.id ?? "");
    if (outliers.has(JSON.stringify([fact.id, source.host.name, at]))) column.outliers.push(row);
  }
  return column;
}

function outliersOf({ comparison }: Audit): Set<string> {
  return new Set(
    comparison.flatMap(({ fact, outliers }) =>
      outliers.map(({ host, installation }) => JSON.stringify([fact, host, installation])),
    ),
  );
}

/** Findings by host and place, so that each row finds its own. */
function findingIndex(findings: readonly Finding[]): Map<string, number[]> {
  const index = new Map<string, number[]>();
  for (const [number, { host, installation, application }] of findings.entries()) {
    const key = JSON.stringify([host, installation ?? "", application ?? ""]);
    const list = index.get(key);
    if (list) list.push(number);
    else index.set(key, [number]);
  }
  return index;
}

export function tableOf(audit: Audit, sources: readonly Source[], facts: readonly FactInfo[]): PageTable {
  const outliers = outliersOf(audit);
  const columns = facts.map((fact) => columnOf(sources, fact, outliers));
  const found = findingIndex(audit.findings);
  const numbers = new Map<string, number>();
  const members: string[][] = [];
  const rows = sources.map(({ host, installation, application }, row): PageRow => {
    const signature = columns
      .filter(({ compared }) => compared)
      .map(({ cells }) => cells[row])
      .join();
    // Only those of a group are held against each other; a host without an answer is like no other.
    const key = JSON.stringify(installation ? [host.groups, signature] : [host.name]);
    const number = numbers.get(key) ?? members.push([]) - 1;
    numbers.set(key, number);
    members[number]?.push(host.name);
    const own = (at: string, app: string) => found.get(JSON.stringify([host.name, at, app])) ?? [];
    const installed = installation?.id ?? "";
    return {
      host: forTerminal(host.name),
      groups: forTerminal(host.groups.join(", ")),
      status: host.status,
      place: forTerminal(placeOf(installation?.id, application?.id)),
      class: number,
      findings: application
        ? own(installed, application.id)
        : [...own("", ""), ...(installed === "" ? [] : own(installed, ""))].sort((a, b) => a - b),
      reason: forTerminal(host.error ? `${host.error.stage}: ${host.error.message}` : ""),
    };
  });
  return { columns, rows, classes: members.map(foldCounted) };
}

function unknownOf({ unknown }: Audit): PageData["unknown"] {
  const alike = new Map<string, { rule: string; reason: string; hosts: string[] }>();
  for (const { rule, reason, host } of unknown) {
    const key = JSON.stringify([rule, reason]);
    const entry = alike.get(key) ?? { rule, reason: forTerminal(reason), hosts: [] };
    entry.hosts.push(host);
    alike.set(key, entry);
  }
  return [...alike.values()].map(({ rule, reason, hosts }) => ({ rule, reason, hosts: foldCounted(hosts) }));
}

/** Everything that the page shows, each text once. */
export function pageData(audit: Audit, past?: readonly PastChange[]): PageData {
  const sources = audit.hosts.flatMap((host): Source[] =>
    host.installations.length === 0
      ? [{ host, installation: undefined, application: undefined }]
      : host.installations.map((installation) => ({ host, installation, application: undefined })),
  );
  const applications = audit.hosts.flatMap((host) =>
    host.installations.flatMap((installation) =>
      installation.applications.map((application) => ({ host, installation, application })),
    ),
  );
  const facts = audit.catalogue.facts;
  const remedies = [...new Set(audit.findings.map(({ remedy }) => remedy))];
  const number = new Map(remedies.map((remedy, index) => [remedy, index]));
  return {
    title: forTerminal(audit.run.inventory),
    started: audit.run.startedAt,
    interrupted: audit.run.interrupted,
    totals: audit.totals,
    installations: tableOf(
      audit,
      sources,
      facts.filter(({ level }) => level !== "application"),
    ),
    applications: tableOf(
      audit,
      applications,
      facts.filter(({ level }) => level === "application"),
    ),
    findings: audit.findings.map(({ rule, severity, host, installation, application, ...found }) => ({
      rule,
      severity,
      host: forTerminal(host),
      place: forTerminal(placeOf(installation, application)),
      message: forTerminal(found.message),
      evidence: found.evidence.split("\n").map(forTerminal).join("\n"),
      remedy: number.get(found.remedy) ?? 0,
    })),
    rules: Object.fromEntries(
      audit.catalogue.rules.map(({ id, severity, title, why, reference }) => [
        id,
        { severity, title, why, ...(reference && { reference }) },
      ]),
    ),
    remedies: remedies.map(forTerminal),
    unknown: unknownOf(audit),
    past: past?.map(changeOf) ?? null,
  };
}
