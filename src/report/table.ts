import stringWidth from "string-width";

const GAP = "  ";

const pad = (text: string, width: number) => text + " ".repeat(Math.max(0, width - stringWidth(text)));

const widest = (cells: readonly string[]) =>
  cells.reduce((most, cell) => Math.max(most, stringWidth(cell)), 0);

/**
 * Lays rows out under their heads. Columns that do not fit beside each other go into further blocks, each with the
 * first column again: nothing is wrapped or cut off. A first cell that would take more than a third of the width
 * stands on a line of its own, so that it does not push all others aside.
 */
export function layOut(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string[][] {
  const fits = (cell: string | undefined) => stringWidth(cell ?? "") <= Math.max(16, Math.floor(width / 3));
  const widths = head.map((title, column) =>
    widest([title, ...rows.map((row) => row[column] ?? "").filter((cell) => column > 0 || fits(cell))]),
  );
  const line = (row: readonly string[], columns: readonly number[]) =>
    columns
      .map((column) => pad(row[column] ?? "", widths[column] ?? 0))
      .join(GAP)
      .trimEnd();
  return blocksOf(widths, width).map((columns) =>
    [head, ...rows].flatMap((row) => {
      const [first = "", ...others] = row;
      return fits(first) || columns.length === 1
        ? [line(row, columns)]
        : [first, line(["", ...others], columns)];
    }),
  );
}

/** Column numbers of each block; the first column leads every one. */
function blocksOf(widths: readonly number[], width: number): number[][] {
  const first = widths[0] ?? 0;
  const blocks: number[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (let column = 1; column < widths.length; column += 1) {
    const needed = GAP.length + (widths[column] ?? 0);
    if (used + needed > width) {
      blocks.push([0]);
      used = first;
    }
    blocks.at(-1)?.push(column);
    used += needed;
  }
  return blocks.length > 0 ? blocks : [[0]];
}

/** Joins pieces with a separator into lines no wider than asked, breaking only between pieces. */
export function flow(pieces: readonly string[], separator: string, width: number): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    const joined = last === undefined ? piece : `${last}${separator}${piece}`;
    if (last !== undefined && stringWidth(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(piece);
  }
  return lines;
}
