import type { FactInfo, FactValue } from "../model/fact.js";

const isList = (value: FactValue | null): value is readonly unknown[] & FactValue => Array.isArray(value);

/** One text for equal values: records are equal whatever the order of their keys. */
export function canonical(value: FactValue | null): string {
  if (!isList(value) || typeof value[0] !== "object") return JSON.stringify(value);
  const records = value as readonly object[];
  return JSON.stringify(records.map((record) => Object.fromEntries(Object.entries(record).sort(byKey))));
}

/** One text for values that count as equal: fields that differ by nature are left out. */
export function comparable(value: FactValue | null, { ignores = [] }: Pick<FactInfo, "ignores">): string {
  if (ignores.length === 0 || !isList(value)) return canonical(value);
  const kept = (value as readonly object[]).map((record) =>
    Object.fromEntries(Object.entries(record).filter(([field]) => !ignores.includes(field))),
  );
  return canonical(kept as FactValue);
}

/** A value with the one name that stands for each file in it, so that one file by two names is one value. */
export function renamed(value: FactValue | null, resolve: (path: string) => string): FactValue | null {
  const one = <T>(item: T): T =>
    typeof item === "string" && item.startsWith("/") ? (resolve(item) as T) : item;
  if (!isList(value)) return one(value);
  if (typeof value[0] !== "object") return [...new Set((value as readonly string[]).map(one))];
  const records = value as readonly object[];
  return records.map((record) =>
    Object.fromEntries(Object.entries(record).map(([field, item]) => [field, one(item)])),
  ) as FactValue;
}

const byKey = ([one]: [string, unknown], [other]: [string, unknown]) => (one < other ? -1 : 1);

/** A list in the light of the usual one: what it has beside it and what it lacks, or that only the order differs. */
export function listDifference(value: readonly unknown[], usual: readonly unknown[]): string {
  const more = itemsWithout(value, usual);
  const less = itemsWithout(usual, value);
  const pieces = [...(more ? [`with ${more}`] : []), ...(less ? [`without ${less}`] : [])];
  return pieces.join("; ") || "same items, other order";
}

function itemsWithout(list: readonly unknown[], other: readonly unknown[]): string {
  const known = new Set(other.map((item) => JSON.stringify(item)));
  const own = new Map(list.map((item) => [JSON.stringify(item), item]));
  return [...own].flatMap(([text, item]) => (known.has(text) ? [] : [showItem(item)])).join(", ");
}

/** How a value differs from the usual one, in a few words. */
export function describeDifference(value: FactValue, usual: FactValue): string {
  if (isList(value) && isList(usual)) return listDifference(value, usual);
  return `${inLine(value)} instead of ${inLine(usual)}`;
}

/** The same on one line, for a sentence or for evidence. */
export function inLine(value: FactValue): string {
  const text = showValue(value);
  return text.includes("\n") ? JSON.stringify(text) : text;
}

/** A value as people write it: yes and no, lists with commas, records by what they are about and the rest of it in words. */
export function showValue(value: FactValue): string {
  if (isList(value)) return value.map(showItem).join(", ") || "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === "" ? '""' : String(value);
}

const showItem = (item: unknown): string =>
  typeof item === "object" && item !== null ? showRecord(item) : showValue(item as FactValue);

/** Its first field names a record: `/srv/venv (kind: venv, usable)`. Fields that say nothing are left out. */
function showRecord(record: object): string {
  const told = Object.entries(record).filter(([, value]) => !saysNothing(value));
  const [key, value] = Object.entries(record)[0] ?? [];
  const isNamed = typeof value === "string" && !saysNothing(value);
  const fields = isNamed ? told.filter(([field]) => field !== key) : told;
  const rest = fields
    .map(([field, value]) => {
      const name = field.replaceAll("_", " ");
      return value === true ? name : `${name}: ${showItem(value)}`;
    })
    .join(", ");
  if (!isNamed) return rest || "nothing";
  return rest ? `${value} (${rest})` : value;
}

const saysNothing = (value: unknown) =>
  value === null || value === "" || (Array.isArray(value) && value.length === 0);
