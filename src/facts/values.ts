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

const byKey = ([one]: [string, unknown], [other]: [string, unknown]) => (one < other ? -1 : 1);

/** A list in the light of the usual one: `+more -less`, or that only the order differs. */
export function listDifference(value: readonly unknown[], usual: readonly unknown[]): string {
  const [own, others] = [value, usual].map((list) => new Set(list.map((item) => JSON.stringify(item))));
  const plain = (item: string) => item.replace(/^"(.*)"$/, "$1");
  const more = [...(own ?? [])].filter((item) => !others?.has(item)).map((item) => `+${plain(item)}`);
  const less = [...(others ?? [])].filter((item) => !own?.has(item)).map((item) => `-${plain(item)}`);
  return [...more, ...less].join(" ") || "same items, other order";
}

/** How a value differs from the usual one, in a few words. */
export function describeDifference(value: FactValue, usual: FactValue): string {
  if (isList(value) && isList(usual)) return listDifference(value, usual);
  return `${showValue(value)} instead of ${showValue(usual)}`;
}

/** A value in a sentence, always on one line. */
export function showValue(value: FactValue): string {
  if (typeof value === "string") return value === "" || value.includes("\n") ? JSON.stringify(value) : value;
  return typeof value === "boolean" ? (value ? "yes" : "no") : JSON.stringify(value);
}
