import type { FactValue } from "./model.js";

const isList = (value: FactValue | null): value is readonly string[] => Array.isArray(value);

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

/** A value in a sentence. */
export function showValue(value: FactValue): string {
  if (typeof value === "string") return value === "" ? '""' : value;
  return typeof value === "boolean" ? (value ? "yes" : "no") : JSON.stringify(value);
}
