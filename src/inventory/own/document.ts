import {
  type Document,
  type DocumentOptions,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type ParseOptions,
  parseDocument,
  type SchemaOptions,
  type ToJSOptions,
  visit,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { InventoryError } from "../../base/errors.js";
import { formatInventoryError } from "./format-error.js";
import { type Redacted, redact } from "./redact.js";
import { tooDeepAt } from "./yaml-depth.js";

/** Where something stands in the document, by keys and indexes. */
export type Path = readonly PropertyKey[];

/** Something wrong. `at` says whether the key or its value is to blame. */
export interface Problem {
  path: Path;
  at: "key" | "value";
  message: string;
  /** Said instead where the source is redacted: the message repeats what may be a piece of a secret. */
  discreet?: string;
}

/** A place by character offset. */
interface Complaint {
  offset: number;
  message: string;
  discreet?: string;
}

const MOST_PROBLEMS = 20;
/** Enough for a fleet that shares one anchor, too few for aliases of aliases of aliases. */
const MOST_ALIASES = 20_000;
/** Names that JavaScript objects answer to by themselves. */
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/** Where a file's YAML is to be read otherwise than the inventory's own. */
export interface Dialect {
  options: ParseOptions & DocumentOptions & SchemaOptions;
  data: ToJSOptions;
  /** Of keys that stand twice the last one counts. */
  laxKeys: boolean;
}

const PLAIN: Dialect = { options: {}, data: {}, laxKeys: false };

/** A file of stray brackets makes thousands of errors, of which one is told: their stacks would take most of the time. */
function withoutStacks<T>(read: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return read();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** A YAML file that can say where everything in it stands. */
export class InventoryDocument {
  readonly #text: string;
  readonly #file: string;
  readonly #dialect: Dialect;
  readonly #counter = new LineCounter();
  readonly #document: Document.Parsed;

  /** Throws an InventoryError for text that is not one well-formed YAML document. */
  constructor(text: string, file: string, dialect = PLAIN) {
    this.#file = file;
    this.#dialect = dialect;
    this.#text = text.replace(/^\uFEFF/, "");
    this.#document = this.#parse();
    this.#refuseBadSyntax();
    const complaints = this.#badNodes();
    if (complaints.length > 0) throw this.#error(complaints);
  }

  /** The whole file as plain data. Throws an InventoryError for aliases that multiply, and for merges of what is no map. */
  toData(): unknown {
    try {
      return this.#document.toJS({ ...this.#dialect.data, maxAliasCount: MOST_ALIASES });
    } catch (error) {
      const message =
        error instanceof ReferenceError || error instanceof RangeError
          ? "the aliases multiply without bounds"
          : `it cannot be read: ${(error as Error).message}`;
      throw this.#error([{ offset: this.#lastAlias(), message }]);
    }
  }

  /** One error for all of the problems, in the order of the file, at the place of the first. */
  errorFor(problems: readonly Problem[]): InventoryError {
    const located = problems
      .slice(0, MOST_PROBLEMS)
      .map((problem) => ({ ...problem, offset: this.#offsetOf(problem) }));
    return this.#error(located, problems.length - located.length);
  }

  #parse(): Document.Parsed {
    const line = tooDeepAt(this.#text);
    if (line !== undefined) {
      const source = this.#text.split("\n")[line - 1];
      throw new InventoryError("the file is nested too deeply", this.#file, line, 0, source);
    }
    try {
      return withoutStacks(() => parseDocument(this.#text, this.#options()));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new InventoryError("the file is nested too deeply", this.#file);
    }
  }

  #options(): ParseOptions & DocumentOptions & SchemaOptions {
    return {
      lineCounter: this.#counter,
      // yaml looks for duplicate keys in quadratic time; badKeys does it in linear time.
      uniqueKeys: false,
      // Pretty errors would quote the source, and with it a password.
      prettyErrors: false,
      // Binary, sets and the like are no plain data.
      resolveKnownTags: false,
      ...this.#dialect.options,
    };
  }

  #refuseBadSyntax(): void {
    const [first] = [...this.#document.errors, ...this.#document.warnings];
    if (first === undefined) return;
    const redacted = redact(this.#text, this.#document, this.#counter);
    // The parser's messages quote tokens, which beside a secret may be the secret.
    const discreet = "this is not valid YAML";
    throw this.#errorAt({ offset: first.pos[0], message: syntaxMessage(first), discreet }, redacted);
  }

  /** What plain data would swallow (keys that are no names, dangerous or doubled) or could not hold (bad aliases). */
  #badNodes(): Complaint[] {
    const complaints: Complaint[] = [];
    const anchors = new Set<string>();
    const { laxKeys } = this.#dialect;
    visit(this.#document, {
      Value(_, { anchor }) {
        if (anchor !== undefined) anchors.add(anchor);
      },
      Map(_, map) {
        if (map.anchor !== undefined) anchors.add(map.anchor);
        for (const complaint of badKeys(map, laxKeys)) complaints.push(complaint);
      },
      Alias(_, alias, ancestors) {
        const isCircular = ancestors.some((node) => isCollection(node) && node.anchor === alias.source);
        if (isCircular) complaints.push({ offset: offsetOf(alias), message: "this alias contains itself" });
        // Not named in the message: it may be a password that begins with an asterisk.
        else if (!anchors.has(alias.source))
          complaints.push({ offset: offsetOf(alias), message: "this alias has no anchor before it" });
      },
    });
    return complaints;
  }

  #lastAlias(): number {
    let offset = 0;
    visit(this.#document, {
      Alias(_, alias) {
        offset = offsetOf(alias);
      },
    });
    return offset;
  }

  #error(complaints: readonly Complaint[], unlisted = 0): InventoryError {
    const redacted = redact(this.#text, this.#document, this.#counter);
    const listed = complaints.toSorted((a, b) => a.offset - b.offset).slice(0, MOST_PROBLEMS);
    const more = unlisted + complaints.length - listed.length;
    const [first, ...others] = listed.map((complaint) => this.#errorAt(complaint, redacted));
    if (first === undefined) throw new Error("an error without a complaint");
    const { message, file, line, column, source } = first;
    const lines = [message, ...others.map(formatInventoryError), ...(more > 0 ? [`and ${more} more`] : [])];
    return new InventoryError(lines.join("\n"), file, line, column, source);
  }

  #errorAt({ offset, message, discreet = message }: Complaint, redacted: Redacted): InventoryError {
    const { line, col } = this.#counter.linePos(Math.min(offset, this.#text.length));
    const said = redacted.hides(line) ? discreet : message;
    return new InventoryError(said, this.#file, Math.max(1, line), Math.max(1, col), redacted.line(line));
  }

  #offsetOf({ path, at }: Problem): number {
    let node: unknown = this.#document.contents;
    let offset = offsetOf(node);
    for (const [index, step] of path.entries()) {
      if (isAlias(node)) node = node.resolve(this.#document);
      const wantKey = at === "key" && index === path.length - 1;
      const [key, value] = childOf(node, step);
      if (key === undefined && value === undefined) break;
      // An empty value has no place of its own worth pointing at.
      const isEmpty = isScalar(value) && value.value === null;
      offset = offsetOf(wantKey || isEmpty ? (key ?? value) : (value ?? key)) || offset;
      node = value;
    }
    return offset;
  }
}

function syntaxMessage({ code, message }: YAMLError): string {
  if (code === "MULTIPLE_DOCS") return "an inventory is one YAML document, and here begins another";
  if (message.includes("call stack")) return "the file is nested too deeply";
  return message.split("\n")[0] ?? message;
}

function badKeys(map: YAMLMap, laxKeys: boolean): Complaint[] {
  const seen = new Set<string>();
  return map.items.flatMap(({ key }) => {
    if (laxKeys) seen.clear();
    const message = keyProblem(key, seen);
    return message === undefined ? [] : { offset: offsetOf(key) || offsetOf(map), message };
  });
}

function keyProblem(key: unknown, seen: Set<string>): string | undefined {
  const name = isScalar(key) && key.value !== null ? String(key.value) : undefined;
  if (name === undefined) return "a key must be a name";
  if (FORBIDDEN_KEYS.has(name)) return `"${name}" cannot be a key`;
  if (seen.has(name)) return "this key stands twice in the same mapping";
  seen.add(name);
  return undefined;
}

function childOf(node: unknown, step: PropertyKey): [key: unknown, value: unknown] {
  if (isSeq(node)) return [undefined, node.items[Number(step)]];
  if (!isMap(node)) return [undefined, undefined];
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return [pair?.key, pair?.value];
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
