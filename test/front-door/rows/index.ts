import type { Row } from "../row.js";
import { ALONE } from "./alone.js";
import { HOSTS } from "./hosts.js";
import { OTHER } from "./other.js";
import { REPORT } from "./report.js";
import { RUN } from "./run.js";

/** What every command line has to do that a document, a shipped file or `more.ts` shows. */
export const ROWS: readonly Row[] = [...HOSTS, ...ALONE, ...RUN, ...REPORT, ...OTHER];

/** The row of a command; throws where there is none, or where two would do. */
export function rowOf(command: string): Row {
  const rows = ROWS.filter(({ line }) => line.test(command));
  const [row] = rows;
  if (!row || rows.length > 1) throw new Error(`${rows.length} rows for: ${command}`);
  return row;
}
