import stringWidth from "string-width";

const GAP = "  ";

/** Filled up with blanks to as many columns of a terminal. */
export const pad = (text: string, width: number) => text + " ".repeat(Math.max(0, width - stringWidth(text)));

/** Columns of a terminal that the widest of them takes; 0 for none. */
export const widest = (cells: readonly string[]) =>
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
  let used = 0;
  for (let column = 1; column < widths.length; column += 1) {
    const needed = GAP.length + (widths[column] ?? 0);
    // Also of an endless line there has to be a first block.
    if (blocks.length === 0 || used + needed > width) {
      blocks.push([0]);
      used = first;
    }
    blocks.at(-1)?.push(column);
    used += needed;
  }
  return blocks.length > 0 ? blocks : [[0]];
}

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A line that is too wide ends in an ellipsis, and never in the middle of a character. */
export function clip(line: string, width: number): string {
  if (stringWidth(line) <= width) return line;
  let [kept, used] = ["", 0];
  for (const { segment } of characters.segment(line)) {
    used += stringWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Blocks of lines below each other, an empty line between any two; empty blocks are left out. */
export const apart = (blocks: readonly (readonly string[])[]): string[] =>
  blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index > 0 ? ["", ...block] : [...block]));

/** Joins pieces with a separator into lines no wider than asked, breaking only between pieces. */
export function flow(pieces: readonly string[], separator: string, width: number): string[] {
  const lines: string[][] = [];
  const gap = stringWidth(separator);
  let used = 0;
  for (const piece of pieces) {
    // Not the width of the whole line: that would be measured anew for each of its pieces.
    const own = stringWidth(piece);
    const last = lines.at(-1);
    const fits = last !== undefined && used + gap + own <= width;
    if (fits) last.push(piece);
    else lines.push([piece]);
    used = fits ? used + gap + own : own;
  }
  return lines.map((line) => line.join(separator));
}
