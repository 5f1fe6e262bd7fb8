import { showValue } from "../../facts/values.js";
import type { Comparison, HostAudit, InstallationAudit } from "../../model/audit.js";
import type { FactInfo, Facts, Gaps } from "../../model/fact.js";
import { forTerminal } from "../escape.js";
import { Pool } from "./pool.js";

/** A row before it is put into columns. */
export interface Source {
  host: HostAudit;
  installation: InstallationAudit | undefined;
  application: { id: string; facts: Facts; gaps: Gaps } | undefined;
}

/** A column with every distinct text once: thousands of rows share a few dozen values. */
export interface PageColumn {
  id: string;
  label: string;
  description: string;
  /** Where the value is taken from, and one as it looks; "" in audits that do not say it. */
  source: string;
  example: string;
  check: string;
  type: FactInfo["type"];
  compared: boolean;
  /** Has several values within a group; of applications, between the places of a group that have the same one. */
  differs: boolean;
  /** Has several values at all. */
  varies: boolean;
  /** What most have with whom a row is compared, by group and application; of facts that differ there. */
  usual: Record<string, string>;
  texts: string[];
  /** Indexes into `texts` that are no values but the word for why there is none. */
  gaps: number[];
  /** For each row, or each of what rows share, an index into `texts`. */
  cells: number[];
  /** Rows whose value differs from the majority of their group. */
  outliers: number[];
}

function cellOf({ host, installation, application }: Source, fact: FactInfo): [text: string, gap: boolean] {
  const side = fact.level === "host" ? host : fact.level === "installation" ? installation : application;
  const value = side?.facts[fact.id] ?? null;
  if (value !== null) return [forTerminal(showValue(value)), false];
  const gap = side?.gaps[fact.id];
  return [gap ? `(${gap.outcome})` : "", true];
}

/** How a fact differs in a group, or between the places of one application there. */
export type Spread = Comparison & { application?: string };

/** Rows, and what several of them have the same facts of: thousands of applications share a few lists of packages. */
export interface Rows {
  sources: readonly Source[];
  /** For each row the number of what it has its cells from; undefined where each has its own. */
  shared: number[] | undefined;
  /** One row for each of them. */
  distinct: readonly Source[];
}

/** Applications whose facts are one object share their cells. */
export function rowsOf(sources: readonly Source[]): Rows {
  const numbers = new Map<object, number>();
  const distinct: Source[] = [];
  const shared = sources.map((source) => {
    const own = source.application?.facts ?? source;
    const number = numbers.get(own) ?? distinct.push(source) - 1;
    numbers.set(own, number);
    return number;
  });
  return { sources, shared: distinct.length < sources.length ? shared : undefined, distinct };
}

/** The values of one fact on all rows, and who is out of line in it. `spreads`: where it differs. */
export function columnOf(rows: Rows, fact: FactInfo, spreads: readonly Spread[]): PageColumn {
  const { id, label, description, source = "", example, check, type, compared } = fact;
  const texts = new Pool<string>();
  const gaps = new Set<number>();
  const cells = rows.distinct.map((each) => {
    const [text, isGap] = cellOf(each, fact);
    const number = texts.numberOf(text);
    if (isGap) gaps.add(number);
    return number;
  });
  return {
    id,
    label,
    description,
    source: forTerminal(source),
    example: example === undefined ? "" : forTerminal(showValue(example)),
    check,
    type,
    compared,
    differs: spreads.length > 0,
    varies: compared && texts.all.length - gaps.size > 1,
    usual: usualOf(spreads),
    texts: texts.all,
    gaps: [...gaps],
    cells,
    outliers: outliersOf(rows, fact, spreads),
  };
}

/** Numbers of the rows that are out of line in a fact. */
function outliersOf({ sources }: Rows, fact: FactInfo, spreads: readonly Spread[]): number[] {
  const odd = new Set(
    spreads.flatMap(({ application = "", outliers }) =>
      outliers.map(({ host, installation }) => JSON.stringify([host, installation, application])),
    ),
  );
  if (odd.size === 0) return [];
  return [...sources.keys()].filter((row) => {
    const source = sources[row];
    return source && odd.has(keyOf(source, fact));
  });
}

/** Where a value of a row stands. */
const keyOf = ({ host, installation, application }: Source, { level }: FactInfo) =>
  JSON.stringify([
    host.name,
    level === "host" ? "" : (installation?.id ?? ""),
    level === "application" ? (application?.id ?? "") : "",
  ]);

const usualOf = (spreads: readonly Spread[]) =>
  Object.fromEntries(
    spreads.flatMap(({ group, application = "", majority }) =>
      majority === null ? [] : [[forTerminal(`${group}/${application}`), forTerminal(showValue(majority))]],
    ),
  );
