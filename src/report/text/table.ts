import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import { groupBy } from "../../base/group-by.js";

const GAP = "  ";

/** Filled up with blanks to as many columns of a terminal. */
export const pad = (text: string, width: number) => text + " ".repeat(Math.max(0, width - stringWidth(text)));

/** Columns of a terminal that the widest of them takes; 0 for none. */
export const widest = (cells: readonly string[]) =>
  cells.reduce((most, cell) => Math.max(most, stringWidth(cell)), 0);

/** A column is no narrower than that, where two of them have room beside each other. */
const LEAST = 16;
const NARROWEST = 18;

/** In fewer columns two that lead each block would leave no room for a third one. */
const ROOM_FOR_TWO = 60;

/** How rows are laid out. */
interface LayOut {
  /** How many of the first columns lead each block. */
  lead?: 1 | 2;
  /**
   * What leads the rows that stand for those between which a block has no difference: the leading cells of each, of fewer
   * rows than those where that can be; without it all stand.
   */
  together?: ((rows: readonly number[]) => readonly (readonly string[])[]) | undefined;
}

/**
 * Lays rows out under their heads. Columns that do not fit beside each other go into further blocks, each with the
 * first column again, or the first two of them. Of a cell that would be wider than the line the rest stands below it:
 * nothing is cut off. A first cell that would take more than a third of the width, or more than two fifths where so much is
 * left, stands on a line of its own, so that it does not push all others aside.
 */
export function layOut(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number,
  { lead: wanted = 1, together }: LayOut = {},
): string[][] {
  const width = Math.max(NARROWEST, columns);
  const lead = width < ROOM_FOR_TWO ? 1 : wanted;
  const least = Math.min(LEAST, Math.floor((width - GAP.length) / 2));
  const third = Math.max(least, Math.floor(width / 3));
  const widestIn = (column: number, some: readonly (readonly string[])[]) =>
    widest([head[column] ?? "", ...some.map((row) => row[column] ?? "")]);
  const secondOf = (some: readonly (readonly string[])[]) =>
    lead === 2 ? Math.min(third, widestIn(1, some)) : 0;
  const widthsFor = (first: number, second: number) => {
    const most = Math.max(least, width - first - GAP.length - (lead === 2 ? second + GAP.length : 0));
    return head.map((_title, column) => {
      if (column === 0) return first;
      return column < lead ? second : Math.min(most, widestIn(column, rows));
    });
  };
  const blocksFor = (first: number, second: number) => {
    const widths = widthsFor(first, second);
    return blocksOf(widths, width, lead).map((block) => {
      const others = block.slice(1).reduce((sum, column) => sum + GAP.length + (widths[column] ?? 0), 0);
      const shown = together ? foldRows(rows, block, lead, together) : rows;
      const room = Math.max(first, width - others);
      const most = Math.max(third, Math.min(room, Math.floor((2 * width) / 5)));
      return { block, widths, shown, wanted: firstWithin(most, head, shown), room };
    });
  };
  const [first, second] = [firstWithin(third, head, rows), secondOf(rows)];
  const apart = blocksFor(first, second);
  // What leads rows that stand together may be longer than what leads each of them, and shorter.
  const longest = Math.max(...apart.map(({ wanted, room }) => (wanted <= room ? first : wanted)));
  const shortest = Math.max(...apart.map(({ shown }) => secondOf(shown)));
  const blocks = longest === first && shortest === second ? apart : blocksFor(longest, shortest);
  return blocks.map(({ block, widths, shown, wanted }) => {
    const own = [wanted, ...widths.slice(1)];
    return [head, ...shown].flatMap((row) => {
      const [name = "", ...others] = row;
      if (stringWidth(name) <= wanted || block.length === 1) return tableLines(row, block, own);
      return [
        ...wrapAnsi(name, width, { hard: true }).split("\n"),
        ...tableLines(["", ...others], block, own),
      ];
    });
  });
}

/** How wide the first column is for all cells that are no wider than that. */
const firstWithin = (most: number, head: readonly string[], rows: readonly (readonly string[])[]) =>
  widest([head[0] ?? "", ...rows.map(([name = ""]) => name).filter((name) => stringWidth(name) <= most)]);

/** Rows that are alike in the columns of a block stand there once, in the place of the first of them. */
function foldRows(
  rows: readonly (readonly string[])[],
  block: readonly number[],
  lead: number,
  together: NonNullable<LayOut["together"]>,
): string[][] {
  const alike = groupBy(rows.keys(), (row) =>
    JSON.stringify(block.slice(lead).map((column) => rows[row]?.[column])),
  );
  return [...alike.values()].flatMap((some) =>
    together(some).map((leading) => [...leading, ...(rows[some[0] ?? 0] ?? []).slice(leading.length)]),
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

/** Column numbers of each block; the first columns lead every one. */
function blocksOf(widths: readonly number[], width: number, lead: number): number[][] {
  const leading = [...widths.keys()].slice(0, lead);
  const first = leading.reduce((sum, column) => sum + (widths[column] ?? 0) + GAP.length, -GAP.length);
  const blocks: number[][] = [];
  let used = 0;
  for (let column = lead; column < widths.length; column += 1) {
    const needed = GAP.length + (widths[column] ?? 0);
    // Also of an endless line there has to be a first block.
    if (blocks.length === 0 || used + needed > width) {
      blocks.push([...leading]);
      used = first;
    }
    blocks.at(-1)?.push(column);
    used += needed;
  }
  return blocks.length > 0 ? blocks : [leading];
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
