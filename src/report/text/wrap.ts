import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

/** Words are not broken into columns narrower than this, if there is room for them below. */
const FEWEST_BESIDE = 12;

/** In fewer columns nobody would know what a line is about. */
const NARROWEST = 20;

/** The width to write in, where somebody asks for less than anything can be said in. */
export const roomOf = (width: number) => Math.max(NARROWEST, width);

/**
 * Lines no wider than that, broken between words, or within one that is wider by itself. `first` stands before the
 * first line, blanks before the others.
 */
export function wrapped(text: string, width: number, first = "", hang = stringWidth(first)): string[] {
  if (!Number.isFinite(width)) return [`${first}${text}`];
  const room = roomOf(width);
  // A deep indent would leave no room for words.
  const indent = Math.min(hang, Math.floor(room / 3));
  const lead = Math.max(indent, stringWidth(first));
  if (room - lead < FEWEST_BESIDE)
    return [...wrapped(first.trimEnd(), room), ...wrapped(text, room, " ".repeat(indent))];
  const lines = wrapAnsi(text, room - lead, { hard: true }).split("\n");
  return lines.map((line, index) => `${index === 0 ? first : " ".repeat(indent)}${line}`.trimEnd());
}
