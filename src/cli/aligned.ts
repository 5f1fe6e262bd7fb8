/** Columns that a text takes on a terminal. */
type WidthOf = (text: string) => number;

/** Columns as wide as their widest cell. */
export function aligned(rows: readonly string[][], widthOf: WidthOf): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[column] ?? "")), 0),
  );
  const pad = (cell: string, column: number) =>
    cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)));
  return rows.map((row) => `${row.map(pad).join("  ").trimEnd()}\n`).join("");
}

const ASCII = /^[\x20-\x7e]*$/;

/** What tells the width of all these cells: for other characters than ASCII it takes long to load. */
export async function widthFor(rows: readonly string[][]): Promise<WidthOf> {
  const isPlain = rows.every((row) => row.every((cell) => ASCII.test(cell)));
  return isPlain ? (text) => text.length : (await import("string-width")).default;
}
