/**
 * The words of a host line, as Python's shlex splits them: unlike a shell it ends the line at a `#` in the middle of a
 * word too, and in double quotes a backslash keeps only itself and the quotation mark.
 */

/** A quotation does not end, or nothing follows a backslash. */
export class UnfinishedLine extends Error {}

export interface Word {
  text: string;
  /** Where it begins in the line, from 0. */
  offset: number;
}

const PIECE = /([ \t\r\n]+)|(#)|\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|([^ \t\r\n#\\'"]+)/y;

/** Throws an UnfinishedLine. */
export function splitLine(line: string): Word[] {
  const words: Word[] = [];
  let word: Word | undefined;
  PIECE.lastIndex = 0;
  for (let offset = 0; offset < line.length; offset = PIECE.lastIndex) {
    const match = PIECE.exec(line);
    if (match === null)
      throw new UnfinishedLine(
        line[offset] === "\\" ? "nothing follows the backslash" : "a quotation does not end",
      );
    const [, blank, comment, escaped, single, double, plain] = match;
    if (comment !== undefined) break;
    const part = escaped ?? single ?? double?.replace(/\\([\\"])/g, "$1") ?? plain;
    if (blank !== undefined || part === undefined) {
      word = undefined;
      continue;
    }
    if (word === undefined) {
      word = { text: "", offset };
      words.push(word);
    }
    word.text += part;
  }
  return words;
}
