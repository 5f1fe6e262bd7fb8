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

/** The body with the parameters replaced; of two that begin alike the longer one counts. */
export function expandMacro({ parameters, rows }: Macro, values: readonly string[]): Row[] {
  if (parameters.length === 0) return rows;
  const byLength = [...parameters].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(byLength.map(escaped).join("|"), "g");
  const given = new Map(parameters.map((name, index) => [name, values[index] ?? ""]));
  const replaced = (name: string) => {
    const value = given.get(name);
    return value === undefined || value === MASKED ? name : value;
  };
  return rows.map((row) => ({ ...row, text: row.text.replace(pattern, replaced) }));
}
