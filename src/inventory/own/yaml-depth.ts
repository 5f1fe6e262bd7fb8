import { Lexer, Parser } from "yaml";

/** No inventory is nested that deeply. */
const DEEPEST = 100;

/** Brackets that are open at a time, as far as they can be counted without knowing what is quoted. */
function mostBrackets(text: string): number {
  let [open, most] = [0, 0];
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open = bracket === "[" || bracket === "{" ? open + 1 : Math.max(0, open - 1);
    most = Math.max(most, open);
  }
  return most;
}

/** Levels that one line can open: by its indentation, and by dashes and question marks one after the other. */
const mostInLine = (text: string): number =>
  text.split("\n").reduce((most, line) => {
    const indent = line.length - line.trimStart().length;
    return Math.max(most, indent + (line.match(/[?-]\s/g) ?? []).length);
  }, 0);

/**
 * The line in which a YAML text is nested too deeply to be read: to read it is to recurse, and a process whose stack
 * is full may end at once, without an error that could be caught. Looks closely only where it could be.
 */
export function tooDeepAt(text: string): number | undefined {
  if (mostBrackets(text) + mostInLine(text) < DEEPEST) return undefined;
  const parser = new Parser();
  let line = 1;
  for (const lexeme of new Lexer().lex(text)) {
    for (const _token of parser.next(lexeme)) void _token;
    if (parser.stack.length > DEEPEST) return line;
    line += lexeme.split("\n").length - 1;
  }
  return undefined;
}
