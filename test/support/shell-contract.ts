import { readFileSync } from "node:fs";
import type { Check } from "../../src/checks/check.js";
import { BASE, SHARED } from "../../src/script/pieces.js";
import { readShell, type ShellText } from "./shell-text.js";

/** A file of shell under its name, and what the engine sets on its behalf. */
export interface Piece extends ShellText {
  name: string;
}

/** What every shell brings along, and what of the host the script may run: all of it only looks. */
const BUILTINS =
  ". : [ break cd command continue echo eval exec exit export kill printf pwd read return set shift shopt trap true umask unset wait";
const PROGRAMS =
  /^PROGRAMS='([^']*)'$/m.exec(
    readFileSync(new URL("../../src/script/head.sh", import.meta.url), "utf8"),
  )?.[1] ?? "";
/** What the script has of itself as text, for shells in containers. */
const TEXT = "inside_text";
const OUTSIDE = new Set([TEXT, ...BUILTINS.split(" "), ...PROGRAMS.split(/\s+/), ""]);

/** What the shell, its surroundings and the head of the script set. */
const GIVEN = new Set(
  "PATH IFS PPID HOME SHELL TMPDIR LD_LIBRARY_PATH BASH_VERSION SHELLOPTS SUDO_USER DOAS_USER NONCE LIMIT KEEP OBSERVE ALONE MORE SECRET SCRIPT CONTAINERS".split(
    " ",
  ),
);

export const pieceOf = (name: string, text: string, keeps?: string): Piece => {
  const read = readShell(text);
  return keeps === undefined ? { name, ...read } : { name, ...read, sets: new Set([...read.sets, keeps]) };
};

const textOf = (file: string) => readFileSync(new URL(`../../src/${file}`, import.meta.url), "utf8");

/** What every check may use, in the order in which the script has it. */
export const common: readonly Piece[] = [
  ...["head", ...BASE].map((name) => `script/${name}.sh`),
  ...SHARED.map((name) => `checks/${name}.sh`),
].map((file) => pieceOf(file.slice(file.indexOf("/") + 1), textOf(file)));

/** The `collect.sh` of a check. */
export const collectOf = ({ id, keeps }: Pick<Check, "id" | "keeps">): Piece =>
  pieceOf(id, textOf(`checks/${id}/collect.sh`), keeps);

/** What a piece uses that neither it nor one of those that it may use has. */
export function breachesOf(piece: Piece, mayUse: readonly Piece[], others: readonly Piece[]): string[] {
  const own = [piece, ...mayUse];
  const isOurs = (name: string) => own.some(({ defines }) => defines.has(name));
  const isSet = (name: string) => GIVEN.has(name) || own.some(({ sets }) => sets.has(name));
  const foreign = new Map(others.flatMap(({ name, defines }) => [...defines].map((each) => [each, name])));
  const called = new Set([...piece.commands, ...[...piece.words].filter((word) => foreign.has(word))]);
  return [
    ...[...called]
      .filter((name) => !isOurs(name) && (foreign.has(name) || !OUTSIDE.has(name)))
      .map((name) => `${piece.name} calls ${name} of ${foreign.get(name) ?? "nobody"}`),
    ...[...piece.reads]
      .filter((name) => !isSet(name))
      .map((name) => `${piece.name} reads $${name}, which is not its own`),
  ];
}

/** Names that two pieces give: the later one would take the place of the other without a word. */
export function clashesIn(pieces: readonly Piece[]): string[] {
  const owners = new Map<string, string>();
  return pieces.flatMap(({ name, defines, constants }) =>
    [...defines, ...constants].flatMap((each) => {
      const before = owners.get(each);
      owners.set(each, name);
      return before === undefined ? [] : [`${each}: ${before}, ${name}`];
    }),
  );
}
