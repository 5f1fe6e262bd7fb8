import { forEachChild, parse, type SyntaxNode, type Word } from "unbash";

/** What a piece of shell has to do with others: by name, and by its syntax. */
export interface ShellText {
  /** Functions that it defines. */
  defines: Set<string>;
  /** Names that stand where a command does. */
  commands: Set<string>;
  /** Plain words among the arguments: behind `part LABEL` and the like one of them is a command. */
  words: Set<string>;
  /** Variables that it sets, by whatever means. */
  sets: Set<string>;
  /** Variables that it reads. */
  reads: Set<string>;
  /** Variables that it sets outside of functions. */
  constants: Set<string>;
}

const NAME = /^[A-Za-z_]\w*$/;

/** Their first argument is the name of a part of the output. */
const LABELLING = ["part", "mark"];

/** Their arguments are names of variables. */
const SETTING = ["read", "export"];

/** Throws on shell that cannot be parsed. */
export function readShell(text: string): ShellText {
  const script = parse(text);
  const [error] = script.errors ?? [];
  if (error) throw new Error(`shell, at character ${error.pos}: ${error.message}`);
  const outside = script.commands.filter(({ command }) => command.type !== "Function");
  return { ...readNodes([script]), constants: readNodes(outside).sets };
}

function readNodes(nodes: readonly SyntaxNode[]): ShellText {
  const [defines, commands, words, sets, reads, constants] = Array.from(
    { length: 6 },
    () => new Set<string>(),
  );
  const found = { defines, commands, words, sets, reads, constants } as ShellText;
  for (const node of nodes) visit(node, found);
  return found;
}

function visit(node: SyntaxNode, found: ShellText): void {
  if (node.type === "Function") found.defines.add(node.name.text);
  if (node.type === "For") found.sets.add(node.name.text);
  if (node.type === "Assignment") found.sets.add(node.name);
  if (node.type === "Command") visitCommand(node, found);
  if (node.type === "SimpleExpansion") addName(found.reads, node.text.slice(1));
  if (node.type === "ParameterExpansion") addName(found.reads, node.parameter);
  if (node.type === "ArithmeticWord") addName(found.reads, node.value);
  forEachChild(node, (child) => visit(child, found));
}

function visitCommand({ name, args }: Extract<SyntaxNode, { type: "Command" }>, found: ShellText): void {
  const command = plain(name) ?? "";
  found.commands.add(command);
  const words = args.map((arg) => (arg.type === "Word" ? plain(arg) : undefined));
  for (const word of LABELLING.includes(command) ? words.slice(1) : words)
    addName(SETTING.includes(command) ? found.sets : found.words, word);
}

/** The text of a word without quotes and expansions; undefined for every other. */
const plain = (word: Word | undefined) => (word?.parts ? undefined : word?.text);

const addName = (names: Set<string>, text = "") => {
  if (NAME.test(text)) names.add(text);
};
