import { remembered } from "../../base/memoize.js";
import { comparable, listDifference, showValue } from "../../facts/values.js";
import type { Audit, Comparison, InstallationClass } from "../../model/audit.js";
import type { FactInfo, FactValue } from "../../model/fact.js";
import { cellAt, columnsOf, type MatrixRow, rowsOf, valueAt } from "../cells.js";
import { forTerminal } from "../escape.js";
import type { ReportOptions } from "../reporter.js";
import type { Names } from "./names.js";
import { apart, flow, layOut } from "./table.js";
import { wrapped } from "./wrap.js";

export const MARK = { differs: "*", tie: "~" } as const;

type Paint = (cell: string) => string;

/** What one row of the text matrix stands for: a class, or one installation of it. */
interface Line {
  /** Its hosts, with the installation where a host has several. */
  places: readonly string[];
  row: MatrixRow;
}

const keyOf = (host: string, within: string) => `${host}\n${within}`;

/** The matrix of one comparison group, as lines: what differs as a table, what does not in a paragraph below. */
export function groupMatrix(
  audit: Audit,
  group: string,
  options: ReportOptions,
  names: Names,
  paint: Paint,
): string[] {
  const spread = new Map(
    audit.comparison.filter((each) => each.group === group).map((each) => [each.fact, each]),
  );
  const columns = columnsOf(audit).filter(({ id }) => spread.has(id));
  const isTold = toldElsewhere(audit, options);
  const differing = columns.filter((fact) => {
    const own = spread.get(fact.id);
    return own !== undefined && own.values.length > 1 && !isTold(fact, own);
  });
  const all = linesOf(audit, group, options.fold, names);
  const lines = options.onlyDifferences
    ? all.filter(({ row }) => differing.some((fact) => isOdd(row, fact, spread.get(fact.id))))
    : all;
  const head = ["HOSTS", ...differing.map(({ label }) => forTerminal(label))];
  const labelOf = (some: readonly Line[]) => {
    const places = some.flatMap(({ places }) => places);
    return options.fold ? names.list(places) : forTerminal(places[0] ?? "");
  };
  const rows = lines.map((line) => [
    labelOf([line]),
    ...differing.map((fact) => markedCell(line.row, fact, spread.get(fact.id), options, paint)),
  ]);
  const laidOut =
    rows.length > 0 && differing.length > 0
      ? layOut(head, rows, options.width - 2, {
          ...(options.fold && { together: (some) => [[labelOf(some.flatMap((row) => lines[row] ?? []))]] }),
        })
      : [];
  const blocks = laidOut.map((block) => block.map((line) => `  ${line}`));
  const agreed =
    options.all && !options.onlyDifferences
      ? columns.filter(({ id }) => spread.get(id)?.values.length === 1)
      : [];
  return apart([...blocks, agreement(agreed, spread, options)]);
}

/** Facts and hosts in which the findings say that they are not like their group: asked for by each group. */
const explainedIn = remembered(
  ({ findings }: Audit) =>
    new Set(findings.flatMap(({ host, differs = [] }) => differs.map(({ fact }) => keyOf(host, fact)))),
);

/**
 * Records fill a block of their own and are evidence: they need none where a finding on each host that differs says of
 * them that they do, and nobody asked for everything.
 */
function toldElsewhere(audit: Audit, { all, expand = [] }: ReportOptions) {
  const told = explainedIn(audit);
  return (fact: FactInfo, { fact: id, majority, outliers }: Comparison): boolean =>
    fact.type === "records" &&
    !all &&
    !isExpanded(fact, expand) &&
    majority !== null &&
    outliers.every(({ host }) => told.has(keyOf(host, id)));
}

function linesOf(audit: Audit, group: string, fold: boolean, { placeOf }: Names): Line[] {
  const rows = new Map(rowsOf(audit).map((row) => [keyOf(row.host.name, row.installation?.id ?? ""), row]));
  const lineOf = (
    members: InstallationClass["members"],
    { host, installation }: InstallationClass["representative"],
  ): Line[] => {
    const row = rows.get(keyOf(host, installation));
    return row ? [{ places: members.map(placeOf), row }] : [];
  };
  return audit.classes
    .filter((each) => each.group === group)
    .flatMap(({ members, representative }) =>
      fold ? lineOf(members, representative) : members.flatMap((member) => lineOf([member], member)),
    );
}

/** A star where the value differs from the majority, a tilde where there is no majority. */
function markedCell(
  row: MatrixRow,
  fact: FactInfo,
  spread: Comparison | undefined,
  options: ReportOptions,
  paint: Paint,
): string {
  const value = valueAt(row, fact);
  const text = forTerminal(shortCell(row, fact, value, spread?.majority ?? null, options)) || "-";
  if (value === null || !spread) return text;
  if (spread.majority === null) return paint(`${text} ${MARK.tie}`);
  return comparable(value, fact) === comparable(spread.majority, fact)
    ? text
    : paint(`${text} ${MARK.differs}`);
}

/** Differs from the majority, or stands in a tie. */
function isOdd(row: MatrixRow, fact: FactInfo, spread: Comparison | undefined): boolean {
  const value = valueAt(row, fact);
  if (value === null || !spread) return false;
  return spread.majority === null || comparable(value, fact) !== comparable(spread.majority, fact);
}

const isExpanded = ({ id }: FactInfo, expand: readonly string[]) =>
  expand.some((each) => (each.endsWith("*") ? id.startsWith(each.slice(0, -1)) : id === each));

/** A long list is shown by how it differs from the majority's, a digest by its beginning. */
function shortCell(
  row: MatrixRow,
  fact: FactInfo,
  value: FactValue | null,
  majority: FactValue | null,
  { expand = [] }: ReportOptions,
): string {
  if (isExpanded(fact, expand)) return cellAt(row, fact);
  if (typeof value === "string" && /^[0-9a-f]{64}$/.test(value)) return value.slice(0, 12);
  if (fact.type !== "list" || !Array.isArray(value) || value.length < 4) return cellAt(row, fact);
  if (!Array.isArray(majority)) return `${value.length} items`;
  const same = comparable(value, fact) === comparable(majority, fact);
  return same ? `${value.length} items` : listDifference(value, majority);
}

/** `Apache: 2.4.62 · MPM: event · …`, lists by their length; how many did not tell stands beside. */
function agreement(
  facts: readonly FactInfo[],
  spread: ReadonlyMap<string, Comparison>,
  { width, expand = [] }: ReportOptions,
): string[] {
  if (facts.length === 0) return [];
  const pieces = facts.map((fact) => {
    const { values, unknown } = spread.get(fact.id) ?? { values: [], unknown: 0 };
    const value = values[0]?.value ?? "";
    const text =
      Array.isArray(value) && value.length > 3 && !isExpanded(fact, expand)
        ? `${value.length} items`
        : forTerminal(showValue(value));
    return `${fact.label}: ${text}${unknown > 0 ? ` (unknown on ${unknown})` : ""}`;
  });
  return [
    "  Equal on all:",
    ...flow(pieces, " · ", width - 4).flatMap((line) => wrapped(line, width, "    ", 6)),
  ];
}
