import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import { wrapped } from "./wrap.js";

const GAP = "  ";

/** Filled up with blanks to as many columns of a terminal. */
export const pad = (text: string, width: number) => text + " ".repeat(Math.max(0, width - stringWidth(text)));

/** Columns of a terminal that the widest of them takes; 0 for none. */
export const widest = (cells: readonly string[]) =>
  cells.reduce((most, cell) => Math.max(most, stringWidth(cell)), 0);

/**
 * Lays rows out under their heads. Columns that do not fit beside each other go into further blocks, each with the
 * first column again. Of a cell that would be wider than the line the rest stands below it: nothing is cut off. A first
 * cell that would take more than a third of the width stands on a line of its own, so that it does not push all others
 * aside.
 */
export function layOut(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string[][] {
  const third = Math.max(16, Math.floor(width / 3));
  const fits = (cell: string | undefined) => stringWidth(cell ?? "") <= third;
  const first = widest([head[0] ?? "", ...rows.map((row) => row[0] ?? "").filter(fits)]);
  const most = Math.max(16, width - first - GAP.length);
  const widths = head.map((title, column) =>
    column === 0 ? first : Math.min(most, widest([title, ...rows.map((row) => row[column] ?? "")])),
  );
  return blocksOf(widths, width).map((columns) =>
    [head, ...rows].flatMap((row) => {
      const [name = "", ...others] = row;
      if (fits(name) || columns.length === 1) return tableLines(row, columns, widths);
      return [...wrapped(name, width), ...tableLines(["", ...others], columns, widths)];
    }),
  );
}

/** One row, as many lines as its longest cell takes. */
function tableLines(row: readonly string[], columns: readonly number[], widths: readonly number[]): string[] {
  const cells = columns.map((column) => {
    const [cell, room] = [row[column] ?? "", widths[column] ?? 0];
    return stringWidth(cell) > room ? wrapAnsi(cell, room, { hard: true }).split("\n") : [cell];
  });
  const height = cells.reduce((most, lines) => Math.max(most, lines.length), 1);
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, index) => pad(lines[line] ?? "", widths[columns[index] ?? 0] ?? 0))
      .join(GAP)
      .trimEnd(),
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
