import { groupBy } from "../../base/group-by.js";
import { showValue } from "../../facts/values.js";
import type { FactInfo, Facts, FactValue, Gaps, Level } from "../../model/fact.js";
import { forTerminal } from "../escape.js";

/** What a host, an installation or an application is known by. */
export interface Known {
  facts: Facts;
  gaps: Gaps;
}

/** A list that is longer stands a line for each of its items. */
const WIDEST_LIST = 60;

const itemsOf = (value: FactValue): string[] =>
  Array.isArray(value) && value.length > 1 && showValue(value).length > WIDEST_LIST
    ? value.map((each) => showValue([each] as FactValue))
    : [showValue(value)];

/** Every fact of one level: those that have a value, then why the others have none, once for each reason. */
export function factLines(known: Known, catalogue: readonly FactInfo[], level: Level): string[] {
  const all = catalogue.filter((fact) => fact.level === level);
  const width = all.reduce((most, { id }) => Math.max(most, id.length), 0);
  return [...all.flatMap((fact) => valueLines(fact, known.facts[fact.id], width)), ...gapLines(known, all)];
}

function valueLines({ id }: FactInfo, value: FactValue | null | undefined, width: number): string[] {
  if (value === null || value === undefined) return [];
  return itemsOf(value).map((item, index) =>
    `  ${(index === 0 ? id : "").padEnd(width)}  ${forTerminal(item)}`.trimEnd(),
  );
}

function gapLines({ facts, gaps }: Known, all: readonly FactInfo[]): string[] {
  const missing = all.flatMap(({ id }) => {
    const gap = gaps[id];
    return gap && (facts[id] ?? null) === null ? [{ id, why: whyOf(gap) }] : [];
  });
  return [...groupBy(missing, ({ why }) => why)].flatMap(([why, same]) => [
    `  ${forTerminal(why)}:`,
    ...same.map(({ id }) => `    ${id}`),
  ]);
}

const whyOf = ({ outcome, reason }: Gaps[string]): string => (reason ? `${outcome} (${reason})` : outcome);
