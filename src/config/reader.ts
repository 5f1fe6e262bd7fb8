import { splitArguments } from "./lexer.js";
import { isGlob, matchesGlob } from "./patterns.js";
import { type ConfigNode, type Row, readRows, TreeBuilder } from "./tree.js";

/** What conditions in the files are decided by. */
export interface ReadContext {
  /** `2.4.62` */
  version: string;
  /** Where relative paths begin until a ServerRoot says otherwise. */
  serverRoot: string;
  /** Names given with -D. */
  defines: readonly string[];
  /** Source files of the modules that are compiled in, such as `core.c`. */
  compiledIn: readonly string[];
}

/** httpd stops at sixteen as well. */
const MOST_NESTED_INCLUDES = 16;
/** A configuration that includes its files again and again is not followed for ever. */
const MOST_ROWS = 200_000;

/**
 * The tree of files that were read line by line: Include, IfModule, IfDefine, IfVersion and Define are carried out in
 * the order in which httpd meets them. Approximate: macros and the existence of files are not known here.
 */
export function readFiles(listing: string, context: ReadContext): ConfigNode[] {
  return new FileReader(listing, context).read();
}

class FileReader {
  readonly #files = new Map<string, Row[]>();
  readonly #builder = new TreeBuilder();
  readonly #modules: Set<string>;
  readonly #defines: Map<string, string>;
  #serverRoot: string;
  #rows = 0;

  constructor(
    listing: string,
    readonly context: ReadContext,
  ) {
    for (const row of readRows(listing)) {
      const rows = this.#files.get(row.file);
      if (rows) rows.push(row);
      else this.#files.set(row.file, [row]);
    }
    this.#serverRoot = context.serverRoot;
    this.#modules = new Set(context.compiledIn.flatMap(namesOfSource));
    this.#defines = new Map(context.defines.map((name) => [name, ""]));
  }

  read(): ConfigNode[] {
    const [main] = this.#files.keys();
    if (main !== undefined) this.#file(main, 0);
    return this.#builder.roots;
  }

  #file(name: string, depth: number): void {
    // How many conditional sections are open, and the first of them that does not hold.
    let open = 0;
    let skipping: number | undefined;
    for (const row of this.#files.get(name) ?? []) {
      this.#rows += 1;
      if (this.#rows > MOST_ROWS) return;
      const tag = /^<(\/?)(ifmodule|ifdefine|ifversion|iffile|macro)\b[ \t]*(.*?)>?[ \t]*$/i.exec(row.text);
      if (tag?.[1] === "/") {
        if (skipping === open) skipping = undefined;
        open = Math.max(0, open - 1);
      } else if (tag) {
        open += 1;
        if (skipping === undefined && !this.#holds((tag[2] ?? "").toLowerCase(), tag[3] ?? ""))
          skipping = open;
      } else if (skipping === undefined) this.#row(row, depth);
    }
  }

  #row(row: Row, depth: number): void {
    const text = this.#substituted(row.text);
    const [name = "", ...words] = splitArguments(text);
    switch (name.toLowerCase()) {
      case "include":
      case "includeoptional":
        if (depth < MOST_NESTED_INCLUDES)
          for (const file of this.#included(words[0] ?? "")) this.#file(file, depth + 1);
        return;
      case "define":
        this.#defines.set(words[0] ?? "", words[1] ?? "");
        return;
      case "undefine":
        this.#defines.delete(words[0] ?? "");
        return;
      case "loadmodule":
        for (const each of namesOfModule(words[0] ?? "")) this.#modules.add(each);
        break;
      case "serverroot":
        this.#serverRoot = words[0] ?? "";
    }
    this.#builder.add({ ...row, text });
  }

  /** `${NAME}` where its value is known; what the host kept to itself stays as written. */
  #substituted(text: string): string {
    return text.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
      const value = this.#defines.get(name);
      return value === undefined || value === "..." || value === "" ? whole : value;
    });
  }

  #included(pattern: string): string[] {
    const path = pattern.startsWith("/") ? pattern : `${this.#serverRoot}/${pattern}`;
    if (this.#files.has(path)) return [path];
    const glob = isGlob(path) ? path : `${path.replace(/\/$/, "")}/*`;
    return [...this.#files.keys()].filter((file) => matchesGlob(glob, file)).sort();
  }

  #holds(section: string, condition: string): boolean {
    const [first = "", second = ""] = splitArguments(condition);
    const negated = first.startsWith("!");
    const name = negated ? first.slice(1) : first;
    switch (section) {
      case "ifmodule":
        return this.#modules.has(name) !== negated;
      case "ifdefine":
        return this.#defines.has(name) !== negated;
      case "ifversion":
        return compareVersions(this.context.version, /^[!=<>~]/.test(first) ? [first, second] : ["=", first]);
      case "macro":
        return false;
      default:
        return true;
    }
  }
}

/** `mod_alias.c` is `alias_module`; the MPMs are `event.c` and `mpm_event_module`. */
function namesOfSource(source: string): string[] {
  const stem = source.replace(/^mod_/, "").replace(/\.c$/, "");
  const isMpm = /^(prefork|worker|event)$/.test(stem);
  return [source, isMpm ? `mpm_${stem}_module` : `${stem}_module`];
}

function namesOfModule(name: string): string[] {
  const mpm = /^mpm_(\w+)_module$/.exec(name)?.[1];
  return [name, mpm ? `${mpm}.c` : `mod_${name.replace(/_module$/, "")}.c`];
}

/** `>= 2.4`; a pattern counts as true. */
function compareVersions(version: string, [operator, wanted]: readonly [string, string]): boolean {
  const numbers = (text: string) => [...text.split(".").map(Number), 0, 0].slice(0, 3);
  const [own, other] = [numbers(version), numbers(wanted)];
  const difference = own.map((each, index) => each - (other[index] ?? 0)).find((each) => each !== 0) ?? 0;
  switch (operator.replace(/^!/, "")) {
    case "=":
    case "==":
      return (difference === 0) !== operator.startsWith("!");
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    default:
      return true;
  }
}
