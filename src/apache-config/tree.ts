import { ParseError } from "../base/errors.js";
import { splitArguments, splitOptions } from "./lexer.js";

/** A directive or a section of an Apache configuration; a section has children. */
export interface ConfigNode {
  /** As written. */
  name: string;
  /** Lower case: Apache does not care. */
  key: string;
  arguments: string[];
  file: string;
  /** Counts from 1; the last physical line of a continued directive where httpd dumped it. */
  line: number;
  children?: ConfigNode[];
}

/** `FILE:LINE`, as httpd writes it. */
export const placeOf = ({ file, line }: ConfigNode): string => `${file}:${line}`;

/** One numbered line of a listing. */
export interface Row {
  file: string;
  line: number;
  /** Blanks before it, which only a dump has. */
  depth: number;
  text: string;
}

/** Lines that name the place of those below them. */
const FILE_MARK = "# In file: ";

/** The numbered lines of a listing: `# In file: NAME`, then `LINE <tab> TEXT`. Others are passed over. */
export function readRows(listing: string): Row[] {
  const rows: Row[] = [];
  let file = "";
  for (const raw of listing.split("\n")) {
    if (raw.startsWith(FILE_MARK)) file = raw.slice(FILE_MARK.length);
    const tab = raw.indexOf("\t");
    const line = tab > 0 ? Number(raw.slice(0, tab)) : Number.NaN;
    if (!Number.isInteger(line)) continue;
    const text = raw.slice(tab + 1).trimStart();
    rows.push({ file, line, depth: raw.length - tab - 1 - text.length, text });
  }
  return rows;
}

/** What stands between the name of an opening tag and its bracket. */
export function conditionOf(rest: string): string {
  const text = rest.trim();
  return text.endsWith(">") ? text.slice(0, -1) : text;
}

/** A directive, or the opening of a section, of one line. */
function nodeOf({ file, line, text }: Omit<Row, "depth">): ConfigNode {
  const name = /^<([^\s>]+)/.exec(text)?.[1];
  if (name !== undefined) {
    const words = splitArguments(conditionOf(text.slice(name.length + 1)));
    return { name, key: name.toLowerCase(), arguments: words, file, line, children: [] };
  }
  const split = /^wsgi/i.test(text) ? splitOptions : splitArguments;
  const [directive = "", ...words] = split(text);
  return { name: directive, key: directive.toLowerCase(), arguments: words, file, line };
}

/** Nobody writes more; a host that does would have whoever walks the tree run out of stack. */
const MOST_NESTED = 200;

/** Opens and closes sections while rows are added; what is unbalanced ends where the input ends. */
export class TreeBuilder {
  readonly roots: ConfigNode[] = [];
  readonly #open: ConfigNode[] = [];
  readonly #depths: number[] = [];

  add(row: Row): void {
    if (row.text.startsWith("</"))
      this.#close(row.text.slice(2).split(">", 1)[0]?.trim().toLowerCase() ?? "");
    else this.append(nodeOf(row));
  }

  append(node: ConfigNode): void {
    (this.#open.at(-1)?.children ?? this.roots).push(node);
    if (!node.children) return;
    if (this.#open.length >= MOST_NESTED) throw new ParseError("sections are nested too deeply", node.name);
    this.#open.push(node);
  }

  /** Ends the sections that stand at least as deep: httpd's dump prints no closing tag for an empty one. */
  closeDownTo(depth: number): void {
    while (this.#depths.length > 0 && (this.#depths.at(-1) ?? 0) >= depth) {
      this.#depths.pop();
      this.#open.pop();
    }
  }

  addIndented(row: Row): void {
    this.closeDownTo(row.depth);
    if (row.text.startsWith("</")) return;
    const node = nodeOf(row);
    this.append(node);
    if (node.children) this.#depths.push(row.depth);
  }

  /** A closing tag that nothing opened is ignored; one that closes an outer section closes the inner ones too. */
  #close(key: string): void {
    const index = this.#open.findLastIndex((node) => node.key === key);
    if (index >= 0) this.#open.length = index;
  }
}

/**
 * The tree of a listing in which conditions are resolved already: httpd's own dump. A section goes on across the
 * files that are included in it.
 */
export function readTree(listing: string): ConfigNode[] {
  const builder = new TreeBuilder();
  const rows = readRows(listing);
  const indented = rows.some(({ depth }) => depth > 0);
  for (const row of rows) {
    if (indented) builder.addIndented(row);
    else builder.add(row);
  }
  return builder.roots;
}
