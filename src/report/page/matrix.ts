import { groupBy } from "../../base/group-by.js";
import { showValue } from "../../facts/values.js";
import type { Audit, Finding, HostAudit, InstallationAudit } from "../../model/audit.js";
import type { FactInfo, Facts, Gaps } from "../../model/fact.js";
import { forTerminal } from "../escape.js";
import { foldCounted } from "../places.js";
import { placeOf } from "./past.js";

/** A column with every distinct text once: thousands of rows share a few dozen values. */
interface PageColumn {
  id: string;
  label: string;
  description: string;
  /** Where the value is taken from, and one as it looks; "" in audits that do not say it. */
  source: string;
  example: string;
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

interface PageRow {
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

/** A row before it is put into columns. */
export interface Source {
  host: HostAudit;
  installation: InstallationAudit | undefined;
  application: { id: string; facts: Facts; gaps: Gaps } | undefined;
}

function cellOf({ host, installation, application }: Source, fact: FactInfo): [text: string, gap: boolean] {
  const side = fact.level === "host" ? host : fact.level === "installation" ? installation : application;
  const value = side?.facts[fact.id] ?? null;
  if (value !== null) return [forTerminal(showValue(value)), false];
  const gap = side?.gaps[fact.id];
  return [gap ? `(${gap.outcome})` : "", true];
}

function columnOf(sources: readonly Source[], fact: FactInfo, outliers: ReadonlySet<string>): PageColumn {
  const { id, label, description, source = "", example, type, compared } = fact;
  const column: PageColumn = {
    id,
    label,
    description,
    source: forTerminal(source),
    example: example === undefined ? "" : forTerminal(showValue(example)),
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
const findingIndex = (findings: readonly Finding[]): Map<string, number[]> =>
  groupBy(
    findings.entries(),
    ([, { host, installation = "", application = "" }]) => JSON.stringify([host, installation, application]),
    ([number]) => number,
  );

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
    // Only hosts of one group are compared; a host without an answer is like no other.
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
