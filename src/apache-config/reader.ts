import { Budget } from "../base/budget.js";
import { ParseError } from "../base/errors.js";
import { groupBy } from "../base/group-by.js";
import { holds, includedFiles, namesOfModule, namesOfSource, type ReadContext } from "./conditions.js";
import { splitArguments } from "./lexer.js";
import { expandMacro, MASKED, type Macro, macroOf } from "./macros.js";
import { type ConfigNode, conditionOf, type Row, readRows, TreeBuilder } from "./tree.js";

export type { ReadContext } from "./conditions.js";

/** httpd stops at sixteen as well. */
const MOST_NESTED_INCLUDES = 16;
/** A configuration that includes its files again and again is not followed for ever. */
const MOST_ROWS = 200_000;
/** Of all lines after their variables are filled in, of what macros make, and of names of files held against patterns. */
const MOST_CHARACTERS = 10_000_000;

const CONDITIONAL = /^<(\/?)(ifmodule|ifdefine|ifversion|iffile|macro)\b/i;

/**
 * The tree of files that were read line by line: Include, IfModule, IfDefine, IfVersion, IfFile, Define and Macro are
 * carried out in the order in which httpd meets them. Approximate: values that the host kept to itself are missing.
 * Throws a ParseError for what grows without end.
 */
export function readFiles(listing: string, context: ReadContext): ConfigNode[] {
  return new FileReader(listing, context).read();
}

class FileReader {
  readonly #files: ReadonlyMap<string, Row[]>;
  readonly #builder = new TreeBuilder();
  readonly #modules: Set<string>;
  readonly #defines: Map<string, string>;
  readonly #macros = new Map<string, Macro>();
  readonly #budget = new Budget(
    MOST_CHARACTERS,
    (line) => new ParseError("the configuration grows without end", line.slice(0, 200)),
  );
  /** What is being read right now: httpd refuses a file or a macro within itself. */
  readonly #within = new Set<readonly Row[]>();
  #serverRoot: string;
  #rows = 0;

  constructor(
    listing: string,
    readonly context: ReadContext,
  ) {
    this.#files = groupBy(readRows(listing), ({ file }) => file);
    this.#serverRoot = context.serverRoot;
    this.#modules = new Set(context.compiledIn.flatMap(namesOfSource));
    this.#defines = new Map(context.defines.map((name) => [name, ""]));
  }

  read(): ConfigNode[] {
    const [main] = this.#files.values();
    if (main !== undefined) this.#readWithin(main, () => main, -1);
    return this.#builder.roots;
  }

  #read(rows: readonly Row[], depth: number): void {
    // How many conditional sections are open, and the first of them that does not hold.
    let open = 0;
    let skipping: number | undefined;
    let macro: Macro | undefined;
    for (const row of rows) {
      this.#rows += 1;
      if (this.#rows > MOST_ROWS) throw new ParseError(`more than ${MOST_ROWS} lines are read`, row.text);
      const [opening = "", closing, tag = ""] = CONDITIONAL.exec(row.text) ?? [];
      const section = tag.toLowerCase();
      const condition = conditionOf(row.text.slice(opening.length));
      if (macro) {
        if (section === "macro" && closing) macro = undefined;
        else macro.rows.push(row);
      } else if (section === "macro" && !closing && skipping === undefined) {
        macro = macroOf(condition);
        this.#macros.set(macro.name.toLowerCase(), macro);
      } else if (closing) {
        if (skipping === open) skipping = undefined;
        open = Math.max(0, open - 1);
      } else if (section) {
        open += 1;
        if (skipping === undefined && !this.#holds(section, condition)) skipping = open;
      } else if (skipping === undefined) this.#row(row, depth);
    }
  }

  #holds(section: string, condition: string): boolean {
    const state = { modules: this.#modules, defines: this.#defines };
    return holds(section, this.#substituted(condition), state, this.context);
  }

  #row(row: Row, depth: number): void {
    const text = this.#substituted(row.text);
    const [name = "", ...words] = splitArguments(text);
    const key = name.toLowerCase();
    if (key === "include" || key === "includeoptional") this.#include(words[0] ?? "", depth);
    else if (key === "use") this.#use(words, depth);
    else if (key === "define") this.#defines.set(words[0] ?? "", words[1] ?? "");
    else if (key === "undefine") this.#defines.delete(words[0] ?? "");
    else {
      if (key === "loadmodule") for (const each of namesOfModule(words[0] ?? "")) this.#modules.add(each);
      if (key === "serverroot") this.#serverRoot = words[0] ?? "";
      this.#builder.add({ ...row, text });
    }
  }

  #include(pattern: string, depth: number): void {
    if (depth >= MOST_NESTED_INCLUDES) return;
    const files = new Set(this.#files.keys());
    for (const name of files) this.#budget.spend(name.length + pattern.length, pattern);
    for (const file of includedFiles(pattern, this.#serverRoot, files)) this.#includeFile(file, depth);
  }

  #includeFile(file: string, depth: number): void {
    const rows = this.#files.get(file) ?? [];
    this.#readWithin(rows, () => rows, depth);
  }

  #use([name = "", ...values]: readonly string[], depth: number): void {
    const macro = this.#macros.get(name.toLowerCase());
    if (macro && depth < MOST_NESTED_INCLUDES)
      this.#readWithin(macro.rows, () => expandMacro(macro, values, this.#budget), depth);
  }

  #readWithin(source: readonly Row[], rows: () => readonly Row[], depth: number): void {
    if (this.#within.has(source)) return;
    this.#within.add(source);
    this.#read(rows(), depth + 1);
    this.#within.delete(source);
  }

  /** `${NAME}` where its value is known; what the host kept to itself stays as written. */
  #substituted(text: string): string {
    this.#budget.spend(text.length, text);
    // Behind the last bracket nothing can end, and would be looked for from each beginning.
    const end = text.lastIndexOf("}") + 1;
    const filled = text.slice(0, end).replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
      const value = this.#defines.get(name) || this.context.variables?.get(name);
      this.#budget.spend(value?.length ?? 0, text);
      return value === undefined || value === MASKED || value === "" ? whole : value;
    });
    return filled + text.slice(end);
  }
}
