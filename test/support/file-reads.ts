import { forEachChild, parse, type SyntaxNode, type Word } from "unbash";

/** A command that opens a path by itself, or a redirection that does. */
export interface FileRead {
  /** The function that it stands in; "" outside of all. */
  within: string;
  /** The command, or `<`. */
  by: string;
  path: string;
}

/** Of a program that reads files: how many of its first operands are none, and which options take a word. */
interface Reader {
  others: number;
  taking: string;
}

const reader = (others = 0, taking = ""): Reader => ({ others, taking });

/** What prints, adds up or carries out what is in a file, whether the script uses it today or not. */
const READERS = new Map<string, Reader>([
  ...["cat", "tac", "nl", "cmp", "diff", "paste", "comm", "join", "sha256", "sha1sum", "md5sum"].map(
    plainOne,
  ),
  ...["sha256sum", "cksum", "readelf", "objdump", "otool", "nm", "xxd", "base64", ".", "source"].map(
    plainOne,
  ),
  ["head", reader(0, "nc")],
  ["tail", reader(0, "nc")],
  ["wc", reader()],
  ["tr", reader(2)],
  ["od", reader(0, "AjtNw")],
  ["hexdump", reader(0, "ensf")],
  ["strings", reader(0, "nt")],
  ["cut", reader(0, "dfcb")],
  ["sort", reader(0, "tko")],
  ["uniq", reader(0, "fsw")],
  ["shasum", reader(0, "a")],
  ["openssl", reader(1)],
  ["dd", reader()],
  ["grep", reader(1, "ABCm")],
  ["sed", reader(1)],
  ["awk", reader(1, "vF")],
  // Our own, which gives them to awk.
  ["directives", reader(1, "v")],
]);

function plainOne(name: string): [string, Reader] {
  return [name, reader()];
}

/** What a path may begin with that nobody but the kernel and root decides about. */
const OF_THE_SYSTEM = /^["']?\/(proc|sys|dev\/null)(\/|["']?$)/;

/** Everything in a shell text that reads a path of which somebody else may decide what stands there. */
export function fileReadsIn(text: string): FileRead[] {
  const reads: FileRead[] = [];
  visit(parse(text), "", new Set(), reads);
  return reads;
}

function visit(node: SyntaxNode, within: string, ofProc: Set<string>, reads: FileRead[]): void {
  const here = node.type === "Function" ? node.name.text : within;
  if (node.type === "For" && (node.wordlist ?? []).every(({ text }) => OF_THE_SYSTEM.test(text)))
    ofProc.add(node.name.text);
  const isForeign = (path: string) => !OF_THE_SYSTEM.test(path) && !ofProc.has(variableOf(path) ?? "");
  const note = (by: string, paths: readonly string[]) =>
    reads.push(...paths.filter(isForeign).map((path) => ({ within: here, by, path })));
  if (node.type === "Redirect" && (node.operator === "<" || node.operator === "<>"))
    note("<", [node.target?.text ?? ""]);
  if (node.type === "Command") for (const [by, paths] of commandsIn(node)) note(by, paths);
  forEachChild(node, (child) => visit(child, here, ofProc, reads));
}

const variableOf = (path: string) => /^"?\$\{?(\w+)/.exec(path)?.[1];

/** The command itself, and one that it is told to run: `part LABEL COMMAND ...` and the like. */
function commandsIn(node: Extract<SyntaxNode, { type: "Command" }>): [string, string[]][] {
  const args = node.args.filter((arg): arg is Word => arg.type === "Word");
  const words = [...(node.name ? [node.name] : []), ...args].map(({ text }) => text);
  const first = words.findIndex((word) => READERS.has(word));
  if (first < 0 || SAYING.has(words[0] ?? "")) return [];
  const by = words[first] ?? "";
  return [[by, operandsOf(words.slice(first + 1), READERS.get(by) as Reader)]];
}

/** Their words are words. */
const SAYING = new Set(["printf", "echo", "have", "mark", "set"]);

function operandsOf(words: readonly string[], { others, taking }: Reader): string[] {
  const operands: string[] = [];
  let scripts = 0;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? "";
    if (!/^-./.test(word)) operands.push(word);
    else if (/^-e$/.test(word)) scripts += ++i && 1;
    else if (word.length === 2 && taking.includes(word[1] ?? "")) i += 1;
  }
  // Arguments that the function itself was given may be any.
  const given = operands.filter((word) => /^"?\$[@*]"?$/.test(word));
  return [...new Set([...operands.slice(scripts > 0 ? 0 : others), ...given])];
}
