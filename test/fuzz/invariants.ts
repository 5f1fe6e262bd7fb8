import type { FactInfo, FactValue, Gaps } from "../../src/model/fact.js";

/** What holds for whatever comes out, each told by what breaks it. */

export class Broken extends Error {
  override readonly name = "Broken";
}

export function hold(condition: boolean, what: () => string): void {
  if (!condition) throw new Broken(what());
}

/** Objects of plain JSON: what JSON makes of them is the same again. */
export function holdPlain(value: unknown, path = "result"): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (typeof value === "number") throw new Broken(`${path} is ${value}, which JSON has not`);
  if (typeof value !== "object") throw new Broken(`${path} is a ${typeof value}`);
  if (Array.isArray(value)) {
    // Holes are no JSON either: a walk by index sees them.
    for (let index = 0; index < value.length; index += 1) holdPlain(value[index], `${path}[${index}]`);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  hold(prototype === Object.prototype || prototype === null, () => `${path} has a prototype of its own`);
  for (const [key, each] of Object.entries(value)) holdPlain(each, `${path}.${key}`);
}

const isRecord = (value: unknown) =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every(
    (each) => each === null || ["string", "number", "boolean"].includes(typeof each),
  );

const OF_TYPE: Readonly<Record<FactInfo["type"], (value: FactValue) => boolean>> = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  list: (value) => Array.isArray(value) && value.every((each) => typeof each === "string"),
  records: (value) => Array.isArray(value) && value.every(isRecord),
};

export const holdType = (id: string, type: FactInfo["type"], value: FactValue): void =>
  hold(OF_TYPE[type](value), () => `${id} is no ${type}: ${JSON.stringify(value)}`);

/** Every value has the type of the catalogue, and what has none says why. */
export function holdTypes(
  facts: Readonly<Record<string, FactValue | null>>,
  gaps: Gaps,
  catalogue: ReadonlyMap<string, FactInfo>,
): void {
  for (const [id, value] of Object.entries(facts)) {
    const info = catalogue.get(id);
    if (!info) throw new Broken(`the catalogue has no fact ${id}`);
    if (value === null) {
      const gap = gaps[id];
      hold(typeof gap?.reason === "string" && typeof gap.outcome === "string", () => `${id}: no reason`);
    } else holdType(id, info.type, value);
  }
}

const SHARED = [Object, Array, Function, String, Number, Boolean, Map, Set, RegExp, Promise, Error].map(
  ({ prototype }) => prototype as object,
);
const keysOf = (object: object) => Reflect.ownKeys(object).map(String).join();
const BEFORE = SHARED.map(keysOf);

/** Prototypes that all objects share are as they were. */
export function holdUnpolluted(): void {
  for (const [index, prototype] of SHARED.entries())
    hold(keysOf(prototype) === BEFORE[index], () => `a shared prototype was changed: ${keysOf(prototype)}`);
}

/** Nothing that moves a cursor, changes colours or turns text around; `besides` are characters of our own. */
export function holdPrintable(text: string, besides = "\n"): void {
  for (const match of text.matchAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu))
    hold(besides.includes(match[0]), () => {
      const around = text.slice(Math.max(0, match.index - 40), match.index + 40);
      return `U+${match[0].codePointAt(0)?.toString(16)} is printed: ${JSON.stringify(around)}`;
    });
}
