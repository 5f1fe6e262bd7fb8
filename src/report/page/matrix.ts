import { groupOf } from "../../audit/compare.js";
import { groupBy } from "../../base/group-by.js";
import type { Audit, Finding } from "../../model/audit.js";
import type { FactInfo } from "../../model/fact.js";
import { forTerminal } from "../escape.js";
import type { Names } from "../text/names.js";
import { reasonOf } from "../troubles.js";
import { columnOf, type PageColumn, type Rows, rowsOf, type Source, type Spread } from "./columns.js";
import { placeOf } from "./past.js";
import type { PageSilence } from "./silences.js";

interface PageRow {
  host: string;
  groups: string;
  /** The group that it is compared in. */
  group: string;
  status: string;
  /** Installation, and application where the table is about those. */
  place: string;
  /** The application alone; "" where the table is about installations. */
  application: string;
  /** Rows that are alike share a class. */
  class: number;
  /** Indexes into the page's findings. */
  findings: number[];
  /** Index into the page's silences; -1 of a host that answered in full. */
  silence: number;
  /** Its own words about that, and what helps. */
  reason: string;
  hint: string;
}

export interface PageTable {
  columns: PageColumn[];
  /** For each row where its cells stand in each column; null where that is its own number. */
  shared: number[] | null;
  rows: PageRow[];
  /** Names of the hosts of each class: three and a number. */
  classes: string[];
}

/** Where the findings of each row stand. */
type FindingIndex = (source: Source) => number[];

/** Findings of a row: its host's and its own; an installation also has those of its applications. */
function findingIndex(findings: readonly Finding[]): FindingIndex {
  const number = ([index]: readonly [number, Finding]) => index;
  const byInstallation = groupBy(
    findings.entries(),
    ([, { host, installation = "" }]) => JSON.stringify([host, installation]),
    number,
  );
  return ({ host, installation, application }) => {
    const at = (id: string) => byInstallation.get(JSON.stringify([host.name, id])) ?? [];
    const own = installation ? at(installation.id) : [];
    if (application) return own.filter((index) => findings[index]?.application === application.id);
    return [...at(""), ...own].sort((a, b) => a - b);
  };
}

/** Numbers the rows that are alike, and keeps the names of their hosts. */
class Classes {
  readonly #numbers = new Map<string, number>();
  readonly members: string[][] = [];

  numberOf(key: string, host: string): number {
    const number = this.#numbers.get(key) ?? this.members.push([]) - 1;
    this.#numbers.set(key, number);
    this.members[number]?.push(host);
    return number;
  }
}

/**
 * What a row has in common with those that it is folded with. Installations: the class that the audit put them in.
 * Applications: with whom they are compared, and the values. Hosts that told nothing of an installation: how they fare.
 */
function likenessOf(
  audit: Audit,
  columns: readonly PageColumn[],
  { shared }: Rows,
): (source: Source, row: number) => string {
  const classes = new Map(
    audit.classes.flatMap(({ members }, number) =>
      members.map(({ host, installation }) => [JSON.stringify([host, installation]), number] as const),
    ),
  );
  const compared = columns.filter((column) => column.compared);
  return ({ host, installation, application }, row) => {
    const common = [host.groups, host.status];
    if (!installation) return JSON.stringify([...common, host.error?.stage, host.error?.code]);
    const key = JSON.stringify([host.name, installation.id]);
    if (!application) return JSON.stringify([...common, "", classes.get(key) ?? key]);
    const peers = [groupOf(host, audit.run.compareBy), application.id];
    const at = shared?.[row];
    const values = at === undefined ? compared.map(({ cells }) => cells[row]).join() : at;
    return JSON.stringify([...common, ...peers, values]);
  };
}

/** Every row of one level, with the columns of the facts that belong to it. */
export function tableOf(
  audit: Audit,
  sources: readonly Source[],
  facts: readonly FactInfo[],
  comparison: readonly Spread[],
  silences: readonly PageSilence[],
  { hostOf, list }: Names,
): PageTable {
  const spreads = groupBy(
    comparison.filter(({ values }) => values.length > 1),
    ({ fact }) => fact,
  );
  const all = rowsOf(sources);
  const columns = facts.map((fact) => columnOf(all, fact, spreads.get(fact.id) ?? []));
  const found = findingIndex(audit.findings);
  const likeness = likenessOf(audit, columns, all);
  const classes = new Classes();
  const silent = new Map(
    silences.flatMap(({ hosts }, number) => hosts.map((name) => [name, number] as const)),
  );
  const rows = sources.map((source, row): PageRow => {
    const { host, installation, application } = source;
    const name = forTerminal(host.name);
    return {
      host: name,
      groups: forTerminal(host.groups.join(", ")),
      group: forTerminal(groupOf(host, audit.run.compareBy)),
      status: host.status,
      place: forTerminal(placeOf(installation?.id, application?.id)),
      application: forTerminal(application?.id ?? ""),
      class: classes.numberOf(likeness(source, row), hostOf(host.name)),
      findings: found(source),
      silence: silent.get(name) ?? -1,
      reason: host.status === "ok" ? "" : forTerminal(reasonOf(host)),
      hint: forTerminal(host.error?.hint ?? ""),
    };
  });
  return { columns, shared: all.shared ?? null, rows, classes: classes.members.map(list) };
}
