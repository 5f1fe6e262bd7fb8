import type { Budget } from "../base/budget.js";
import { splitArguments } from "./lexer.js";
import type { Row } from "./tree.js";

/** `<Macro NAME $parameter …>` with the lines of its body. */
export interface Macro {
  name: string;
  parameters: string[];
  rows: Row[];
}

/** What the host keeps to itself of a Define or a Use. */
export const MASKED = "...";

export function macroOf(condition: string): Macro {
  const [name = "", ...parameters] = splitArguments(condition);
  return { name, parameters, rows: [] };
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * The body with the parameters replaced; of two that begin alike the longer one counts. Throws a ParseError for what
 * grows without end.
 */
export function expandMacro({ parameters, rows }: Macro, values: readonly string[], budget: Budget): Row[] {
  if (parameters.length === 0) return rows;
  const byLength = [...parameters].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(byLength.map(escaped).join("|"), "g");
  const given = new Map(parameters.map((name, index) => [name, values[index] ?? ""]));
  return rows.map((row) => {
    budget.spend(row.text.length * parameters.length, row.text);
    const text = row.text.replace(pattern, (name) => {
      const value = given.get(name);
      budget.spend(value?.length ?? 0, row.text);
      return value === undefined || value === MASKED ? name : value;
    });
    return { ...row, text };
  });
}
