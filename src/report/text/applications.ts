import { groupBy } from "../../base/group-by.js";
import { canonical, showValue } from "../../facts/values.js";
import type { Audit } from "../../model/audit.js";
import type { FactInfo } from "../../model/fact.js";
import { forCsv, forTerminal } from "../escape.js";
import type { ReportOptions } from "../reporter.js";
import { ApplicationMarks, type ApplicationRow } from "./marks.js";
import type { Names } from "./names.js";
import { apart, flow, layOut } from "./table.js";
import { wrapped } from "./wrap.js";

const rowsOf = (audit: Audit): ApplicationRow[] =>
  audit.hosts.flatMap((host) =>
    host.installations.flatMap((installation) =>
      installation.applications.map((application) => ({ host, installation, application })),
    ),
  );

const columnsOf = (audit: Audit): FactInfo[] =>
  audit.catalogue.facts.filter(({ level }) => level === "application");

/** Without a value, the word says why there is none. */
function cellOf({ application }: ApplicationRow, { id }: FactInfo): string {
  const value = application.facts[id] ?? null;
  return value === null ? `(${application.gaps[id]?.outcome ?? "unknown"})` : showValue(value);
}

/** A list that would fill the table; it stands below. */
const MOST_ITEMS = 8;

const isLong = ({ application }: ApplicationRow, { id }: FactInfo): boolean => {
  const value = application.facts[id] ?? null;
  return Array.isArray(value) && value.length > MOST_ITEMS;
};

function shortCellOf(row: ApplicationRow, fact: FactInfo): string {
  const value = row.application.facts[fact.id] ?? null;
  return isLong(row, fact) && Array.isArray(value) ? `${value.length} items` : cellOf(row, fact);
}

/** Places and records are evidence: they stand in JSON and CSV. */
const shown = (audit: Audit) =>
  columnsOf(audit).filter(({ compared, type }) => compared && type !== "records");

/** The applications as a table: equal ones of several hosts once, what all have in common below. */
export function applicationLines(
  audit: Audit,
  { fold, width, whole = audit }: ReportOptions,
  names: Names,
  paint: (cell: string) => string,
  { title = "Applications", isExplained = false }: { title?: string; isExplained?: boolean } = {},
): string[] {
  const rows = rowsOf(audit);
  if (rows.length === 0) return [...wrapped(`${title}: none found`, width), ""];
  const columns = shown(audit);
  const marks = new ApplicationMarks(whole);
  const valuesOf = (row: ApplicationRow) => [
    row.application.id,
    ...columns.map((fact) => `${canonical(row.application.facts[fact.id] ?? null)}${marks.of(row, fact)}`),
  ];
  const classes = fold
    ? [...groupBy(rows, (row) => valuesOf(row).join("\0")).values()]
    : rows.map((row) => [row]);
  const labelOf = (members: readonly ApplicationRow[]) =>
    names.list(
      members.map(({ host, installation }) =>
        names.placeOf({ host: host.name, installation: installation.id }),
      ),
    );
  const marked = (row: ApplicationRow, fact: FactInfo) => {
    const mark = marks.of(row, fact);
    const text = forTerminal(shortCellOf(row, fact));
    return mark === "" ? text : paint(`${text} ${mark}`);
  };
  const differing = columns
    .filter((fact) => new Set(rows.map((row) => cellOf(row, fact))).size > 1)
    .sort((a, b) => Number(marks.has(b)) - Number(marks.has(a)));
  const common = columns.filter((fact) => !differing.includes(fact));
  const table = classes.flatMap((members) => {
    const [first] = members;
    if (!first) return [];
    const id = forTerminal(first.application.id);
    return [[labelOf(members), id, ...differing.map((fact) => marked(first, fact))]];
  });
  const head = ["HOSTS", "APPLICATION", ...differing.map(({ label }) => label)];
  const together = (some: readonly number[]) =>
    leadingCells(
      some.flatMap((row) => classes[row] ?? []),
      labelOf,
      names,
    );
  const blocks = layOut(head, table, width - 2, { lead: 2, ...(fold && { together }) }).map((block) =>
    block.map((line) => `  ${line}`),
  );
  const legend =
    !isExplained && differing.some((fact) => marks.has(fact))
      ? [wrapped("* not like most of the same application in its group   ~ no clear majority", width, "  ")]
      : [];
  return [
    ...wrapped(`${title}: ${rows.length}`, width),
    ...apart([
      ...blocks,
      equalLines(common, rows[0], width),
      ...legend,
      ...longLists(rows, columns, labelOf, width),
    ]),
    "",
  ];
}

/** Rows that differ in nothing: applications that stand on the same hosts are one. */
function leadingCells(
  rows: readonly ApplicationRow[],
  labelOf: (members: readonly ApplicationRow[]) => string,
  names: Names,
): string[][] {
  const places = groupBy(rows, ({ application }) => application.id);
  const alike = groupBy(places.values(), (members) =>
    JSON.stringify(members.map(({ host, installation }) => [host.name, installation.id])),
  );
  return [...alike.values()].map((some) => {
    const [members = []] = some;
    const ids = some.flatMap(([first]) => first?.application.id ?? []);
    const there = members.flatMap(({ installation }) => installation.applications.map(({ id }) => id));
    return [labelOf(members), names.applications(ids, new Set(there).size)];
  });
}

function equalLines(facts: readonly FactInfo[], row: ApplicationRow | undefined, width: number): string[] {
  if (facts.length === 0 || !row) return [];
  const pieces = facts.map((fact) => `${fact.label}: ${forTerminal(shortCellOf(row, fact))}`);
  return [
    "  Equal on all:",
    ...flow(pieces, " · ", width - 4).flatMap((line) => wrapped(line, width, "    ", 6)),
  ];
}

/** Lists that are too long for a cell: each whole, once, with the applications that have it. */
function longLists(
  rows: readonly ApplicationRow[],
  columns: readonly FactInfo[],
  labelOf: (members: readonly ApplicationRow[]) => string,
  width: number,
): string[][] {
  return columns.flatMap((fact) => {
    const same = groupBy(
      rows.filter((row) => isLong(row, fact)),
      (row) => JSON.stringify([row.application.id, row.application.facts[fact.id]]),
    );
    return [...same.values()].map((members) => {
      const [first] = members;
      if (!first) return [];
      const who = `${labelOf(members)}, ${forTerminal(first.application.id)}`;
      const items = first.application.facts[fact.id] as readonly unknown[];
      const text = items.map((item) => forTerminal(String(item)));
      const head = `${fact.label} of ${who}: ${items.length}`;
      return [
        ...wrapped(head, width, "  ", 2),
        ...flow(text, ", ", width - 4).flatMap((line) => wrapped(line, width, "    ", 6)),
      ];
    });
  });
}

/** A row per application. */
export function applicationsCsv(audit: Audit): string {
  const columns = columnsOf(audit);
  const head = ["host", "groups", "installation", "application", ...columns.map(({ id }) => id)];
  const rows = rowsOf(audit).map((row) => [
    row.host.name,
    row.host.groups.join(" "),
    row.installation.id,
    row.application.id,
    ...columns.map((fact) => cellOf(row, fact)),
  ]);
  return [head, ...rows].map((fields) => `${fields.map(forCsv).join(",")}\r\n`).join("");
}
