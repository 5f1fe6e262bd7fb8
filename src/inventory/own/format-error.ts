import type { InventoryError } from "../../base/errors.js";

/** Longer source lines are cut to a window around the column. */
const WIDEST_SOURCE = 160;

/**
 * `file:line:column: message`, then the source line and a caret. Further lines of the message, where it lists
 * several problems, follow the caret.
 */
export function formatInventoryError(error: InventoryError): string {
  const { file, line, column, source } = error;
  const [message = "", ...more] = error.message.split("\n");
  const place = line > 0 ? `${file}:${line}:${column}` : file;
  return [printable(`${place}: ${message}`), ...formatSource(source, column), ...more.map(printable)].join(
    "\n",
  );
}

function formatSource(source: string, column: number): string[] {
  if (source === "") return [];
  const start = column > WIDEST_SOURCE ? column - WIDEST_SOURCE / 2 : 0;
  const shown = printable(source.slice(start, start + WIDEST_SOURCE));
  const offset = column - 1 - start;
  // What stands behind a redacted secret is not shown, so there may be nothing to point at.
  if (column < 1 || offset > shown.length) return [`  ${shown}`];
  // A tab stays a tab, or the caret would stand elsewhere.
  return [`  ${shown}`, `  ${shown.slice(0, offset).replace(/[^\t]/g, " ")}^`];
}

function printable(text: string): string {
  return text.replace(/(?!\t)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "?");
}
