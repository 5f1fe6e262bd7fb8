import { groupBy } from "../base/group-by.js";
import type { Comparison } from "../model/audit.js";
import type { FactInfo, FactValue } from "../model/fact.js";
import type { Row, Table } from "./column.js";

/** How each fact of a table is spread over its rows. */
export const spreads = (group: string, { columns, rows }: Table, golden: string | undefined): Comparison[] =>
  rows.length === 0 ? [] : columns.map(({ fact }, index) => spread(fact, group, rows, index, golden));

const nameOf = ({ host }: Row) => host.name;

/** So many times as many as any other value: of fewer, nobody knows which of them are right. */
const CLEARLY = 3;

/** More than half of those that are known, and clearly more than any other value. */
function isMajority(size: number, known: number, next: number): boolean {
  return size * 2 > known && size >= CLEARLY * next;
}

/** Values rarest first; where no value has the majority, nobody is out of line. */
function spread(
  fact: FactInfo,
  group: string,
  rows: readonly Row[],
  column: number,
  golden: string | undefined,
): Comparison {
  const valueIn = ({ facts }: Row) => facts[fact.id] ?? null;
  const keyOf = ({ keys }: Row) => keys[column];
  const known = rows.filter((row) => valueIn(row) !== null);
  const byValue = [...groupBy(known, keyOf).values()].sort((a, b) => a.length - b.length);
  const [next, largest] = [byValue.at(-2), byValue.at(-1)];
  const common =
    largest && isMajority(largest.length, known.length, next?.length ?? 0) ? largest[0] : undefined;
  const majority = golden === undefined ? common : known.find(({ host }) => host.name === golden);
  return {
    fact: fact.id,
    group,
    values: byValue.flatMap((members) => {
      const value = members[0] && valueIn(members[0]);
      return value == null ? [] : [{ value, count: members.length, hosts: members.map(nameOf) }];
    }),
    unknown: rows.length - known.length,
    majority: majority ? valueIn(majority) : null,
    ...(golden !== undefined && { golden }),
    outliers: majority
      ? known
          .filter((row) => keyOf(row) !== keyOf(majority))
          .map((row) => ({
            host: row.host.name,
            installation: row.installation,
            value: valueIn(row) as FactValue,
          }))
      : [],
  };
}
