import { InventoryError } from "../../base/errors.js";
import { redactLine } from "../own/redact.js";
import { type AnsibleData, AnsibleDataError } from "./data.js";
import { splitLine, UnfinishedLine, type Word } from "./host-line.js";
import { expandHostPattern, HostPatternError } from "./host-pattern.js";
import { literalOf } from "./literals.js";

/** `[group]`, `[group:vars]` or `[group:children]`. */
const SECTION = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/;
const GROUP = /^([^:\]\s]+)\s*(?:#.*)?$/;
/** Where Python ends a line. */
const LINE_END = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

type Kind = "hosts" | "vars" | "children";
const KINDS: ReadonlySet<string> = new Set<Kind>(["hosts", "vars", "children"]);
const isKind = (text: string): text is Kind => KINDS.has(text);

interface Place {
  line: number;
  column: number;
}

/** Something wrong in a line, at a column from 1. */
class LineError extends Error {
  constructor(
    message: string,
    readonly column: number,
  ) {
    super(message);
  }
}

/** A mention of a group that must be defined somewhere. */
interface Reference extends Place {
  group: string;
  message: string;
}

/** Reads an INI inventory into `data`. `file` is absolute where it matters. Throws an InventoryError. */
export function readIni(text: string, file: string, data: AnsibleData, name = file): void {
  new IniReader(text.replace(/^\uFEFF/, "").split(LINE_END), file, data, name).read();
}

class IniReader {
  readonly #known: Set<string>;
  readonly #references: Reference[] = [];
  #group = "ungrouped";
  #kind: Kind = "hosts";

  constructor(
    readonly lines: readonly string[],
    readonly file: string,
    readonly data: AnsibleData,
    readonly name: string,
  ) {
    this.#known = new Set(data.groups.keys());
  }

  read(): void {
    for (const [index, line] of this.lines.entries()) {
      const text = line.trim();
      if (text === "" || /^[#;]/.test(text)) continue;
      const indent = line.length - line.trimStart().length;
      try {
        this.#readLine(text, { line: index + 1, column: indent + 1 });
      } catch (error) {
        throw this.#located(error, { line: index + 1, column: indent + 1 });
      }
    }
    const missing = this.#references.find(({ group }) => !this.#known.has(group));
    if (missing) throw this.#errorAt(missing.message, missing);
  }

  #readLine(text: string, place: Place): void {
    const [, group, kind = "hosts"] = SECTION.exec(text) ?? [];
    if (group !== undefined) this.#enter(group, kind, place);
    else if (text.startsWith("[") && text.endsWith("]"))
      throw new LineError("expected [group], [group:vars] or [group:children], without blanks", 1);
    else if (this.#kind === "hosts") this.#readHost(text);
    else if (this.#kind === "vars") this.#readVariable(text);
    else this.#readChild(text, place);
  }

  #enter(group: string, kind: string, place: Place): void {
    if (!isKind(kind))
      throw new LineError(
        `unknown kind of section: expected [${group}], [${group}:vars] or [${group}:children]`,
        1,
      );
    [this.#group, this.#kind] = [group, kind];
    this.data.addGroup(group);
    // Ansible takes variables only for groups that something else defines, before or after.
    if (kind === "vars") this.#refer(group, "variables of a group that is not defined", place);
    else this.#known.add(group);
  }

  #readHost(text: string): void {
    const [pattern, ...pairs] = splitLine(text);
    if (pattern === undefined) return;
    const { names, port } = expandHostPattern(pattern.text);
    const variables = pairs.map(pairOf);
    for (const host of names) {
      this.data.addHost(host, this.#group, this.file, port);
      for (const [name, value] of variables) this.data.setVariable(host, name, value);
    }
  }

  #readVariable(text: string): void {
    const [, name, value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new LineError("expected name=value", 1);
    this.data.setVariable(this.#group, name.trim(), literalOf(value.trim()));
  }

  #readChild(text: string, place: Place): void {
    const [, child] = GROUP.exec(text) ?? [];
    if (child === undefined) throw new LineError("expected the name of a group", 1);
    this.#refer(child, `group "${child}" is not defined`, place);
    this.data.addChild(this.#group, child);
  }

  #refer(group: string, message: string, place: Place): void {
    this.#references.push({ ...place, group, message });
  }

  #located(error: unknown, { line, column }: Place): unknown {
    if (error instanceof LineError)
      return this.#errorAt(error.message, { line, column: column + error.column - 1 });
    const isOurs =
      error instanceof AnsibleDataError ||
      error instanceof HostPatternError ||
      error instanceof UnfinishedLine;
    return isOurs ? this.#errorAt(error.message, { line, column }) : error;
  }

  #errorAt(message: string, { line, column }: Place): InventoryError {
    return new InventoryError(message, this.name, line, column, redactLine(this.lines[line - 1] ?? ""));
  }
}

/** What is no pair is not repeated: it may be the second half of a password with a blank in it. */
function pairOf({ text, offset }: Word): [name: string, value: unknown] {
  const end = text.indexOf("=");
  if (end < 0) throw new LineError("expected name=value behind the host", offset + 1);
  return [text.slice(0, end), literalOf(text.slice(end + 1))];
}
