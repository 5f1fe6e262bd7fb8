import stringWidth from "string-width";

const GAP = "  ";

const pad = (text: string, width: number) => text + " ".repeat(Math.max(0, width - stringWidth(text)));

const widest = (cells: readonly string[]) => Math.max(0, ...cells.map((cell) => stringWidth(cell)));

/**
 * Lays rows out under their heads. Columns that do not fit beside each other go into further blocks, each with the
 * first column again: nothing is wrapped or cut off.
 */
export function layOut(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string[][] {
  const widths = head.map((title, column) => widest([title, ...rows.map((row) => row[column] ?? "")]));
  return blocksOf(widths, width).map((columns) =>
    [head, ...rows].map((row) =>
      columns
        .map((column) => pad(row[column] ?? "", widths[column] ?? 0))
        .join(GAP)
        .trimEnd(),
    ),
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
