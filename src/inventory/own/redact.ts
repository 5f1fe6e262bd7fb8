import { type Document, isAlias, isNode, isScalar, type LineCounter, type Node, visit } from "yaml";

/**
 * Source lines that are fit to be shown: from a secret on, a line reads `[redacted]`.
 *
 * Redacting too much costs a little comfort, too little costs a password, so a secret is found twice: in the parsed
 * document, and by its looks in the text, since a file with a syntax error has no document to trust.
 */

const REDACTED = "[redacted]";
const SECRET_WORD = /pass|secret|token|credential|pwd/i;
/** A key of a secret, with or without the colon that somebody forgot. Bounded, or long lines would take forever. */
const SECRET_KEY = /[\w.-]{0,40}(?:pass|secret|token|credential|pwd)[\w.-]{0,40}["']?\s{0,40}[:=]?\s{0,40}/i;

export interface Redacted {
  /** The line (from 1), cut off where a secret begins. */
  line(number: number): string;
  /** Whether something was cut from the line. */
  hides(number: number): boolean;
}

export function redact(text: string, document: Document.Parsed, counter: LineCounter): Redacted {
  const lines = text.split("\n").map((line) => withoutLogin(line.replace(/\r$/, "")));
  const cuts = new Map<number, number>();
  const cut = (number: number, offset: number) =>
    cuts.set(number, Math.min(offset, cuts.get(number) ?? Infinity));
  cutByLooks(lines, cut);
  for (const node of secretNodes(document)) cutNode(node, lines, counter, cut);
  return {
    hides: (number) => cuts.has(number),
    line(number) {
      const line = lines[number - 1] ?? "";
      const offset = cuts.get(number);
      return offset === undefined ? line : `${line.slice(0, offset)}${REDACTED}`;
    },
  };
}

/** Of the same length, as columns are counted in it. */
const withoutLogin = (line: string) =>
  line.replace(/:\/\/[^\s/@]{1,300}@/g, (login) => `://${"*".repeat(login.length - 4)}@`);

/** A line that stands by itself, cut off behind whatever sounds like the key of a secret. */
export function redactLine(line: string): string {
  const shown = withoutLogin(line);
  const match = SECRET_KEY.exec(shown);
  return match === null ? shown : `${shown.slice(0, match.index + match[0].length)}${REDACTED}`;
}

type Cut = (number: number, offset: number) => void;

/** Cuts lines behind a secret's key, and the lines below that are indented deeper than the key. */
function cutByLooks(lines: string[], cut: Cut): void {
  let keyIndent = Infinity;
  let valueDue = false;
  lines.forEach((line, index) => {
    const indent = indentOf(line);
    if (indent === line.length) return;
    const match = SECRET_KEY.exec(line);
    const valueAt = match === null ? Infinity : match.index + match[0].length;
    const isValue = indent > keyIndent || valueDue;
    if (isValue) cut(index + 1, indent);
    if (match !== null) cut(index + 1, valueAt);
    // A comment that speaks of passwords is the key of nothing, and ends nothing.
    if (line[indent] === "#") return;
    if (!isValue) keyIndent = Infinity;
    if (match !== null) keyIndent = Math.min(keyIndent, match.index);
    valueDue = valueAt === line.length;
  });
}

function cutNode(node: Node, lines: string[], counter: LineCounter, cut: Cut): void {
  if (!node.range) return;
  const first = counter.linePos(node.range[0]);
  const last = counter.linePos(Math.max(node.range[0], node.range[1] - 1));
  cut(first.line, first.col - 1);
  for (let number = first.line + 1; number <= last.line; number += 1)
    cut(number, indentOf(lines[number - 1] ?? ""));
}

/** The values of all keys that sound like a secret, and what their aliases stand for. */
function secretNodes(document: Document.Parsed): Node[] {
  const secrets: Node[] = [];
  const aliased = new Set<string>();
  visit(document, {
    Pair(_, pair) {
      if (!isScalar(pair.key) || !SECRET_WORD.test(String(pair.key.value)) || !isNode(pair.value)) return;
      secrets.push(pair.value);
      if (isAlias(pair.value)) aliased.add(pair.value.source);
    },
  });
  visit(document, {
    Value(_, node) {
      if (node.anchor !== undefined && aliased.has(node.anchor)) secrets.push(node);
    },
  });
  return secrets;
}

const indentOf = (line: string) => line.length - line.trimStart().length;
