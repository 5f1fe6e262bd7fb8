import { inLine } from "../../facts/values.js";
import type { FactValue } from "../../model/fact.js";

/** Evidence as `fact = value` lines, of the facts that are known. */
export const evidenceOf = <F extends { readonly [Id in keyof F]?: FactValue }>(
  facts: F,
  ...ids: readonly (keyof F & string)[]
): string =>
  ids
    .flatMap((id) => {
      const value: FactValue | undefined = facts[id];
      return value === undefined ? [] : [`${id} = ${inLine(value)}`];
    })
    .join("\n");
