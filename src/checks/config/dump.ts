import { type Directive, directivesOf, readDirectives } from "../../apache-config/directives.js";
import { type ReadContext, readFiles } from "../../apache-config/reader.js";
import { type ConfigNode, readTree } from "../../apache-config/tree.js";
import { remembered } from "../../base/memoize.js";
import type { Section } from "../../model/snapshot.js";
import { linesOf, partOf, textOf } from "../sections.js";

/** A module as httpd lists it, statics first, then in the order of LoadModule. */
export interface LoadedModule {
  name: string;
  kind: "static" | "shared";
}

/** `Loaded Modules:` of the dump; undefined where httpd could not read its configuration. */
export function loadedModules(section: Section | undefined): LoadedModule[] | undefined {
  const dump = partOf(section, "dump");
  if (!dump?.stdout.includes("Loaded Modules:")) return undefined;
  const modules = [...dump.stdout.matchAll(/^ (\w+) \((static|shared)\)$/gm)].map((match) => ({
    name: match[1] ?? "",
    kind: match[2] as LoadedModule["kind"],
  }));
  // We load mod_info ourselves for the dump; httpd says so if the configuration does it as well.
  const ours = modules.findIndex(({ name }) => name === "info_module");
  const theirs = /AH01574: module info_module is already loaded/.test(dump.stderr);
  return ours >= 0 && !theirs && wasAdded(section) ? modules.toSpliced(ours, 1) : modules;
}

/** The dump with directives is the one that needs mod_info. */
const wasAdded = (section: Section | undefined) => textOf(section, "directives") !== "";

export interface ReadConfiguration {
  tree: ConfigNode[];
  /** False where the files were read line by line: macros and some variables are not resolved. */
  evaluated: boolean;
}

/** The configuration as httpd evaluated it, else the allow-listed lines of the files. */
export const configurationTree = (section: Section | undefined): ReadConfiguration | undefined =>
  section && readTreeOf(section);

/** Four checks look at it: it is read once. */
const readTreeOf = remembered((section: Section): ReadConfiguration | undefined => {
  const dumped = textOf(section, "directives");
  if (dumped) return { tree: readTree(dumped), evaluated: true };
  const files = textOf(section, "files");
  return files ? { tree: readFiles(files, contextOf(section)), evaluated: false } : undefined;
});

/** What the script says of the program, for conditions that we have to decide. */
function contextOf(section: Section | undefined): ReadContext {
  const words = textOf(section, "arguments").split("\u001f");
  return {
    version: textOf(section, "built-version"),
    serverRoot: textOf(section, "compiled-root"),
    defines: words.flatMap((word, index) =>
      word === "-D" ? [words[index + 1] ?? ""] : /^-D./.test(word) ? [word.slice(2)] : [],
    ),
    compiledIn: linesOf(section, "compiled-in").map((line) => line.trim()),
    existing: linesOf(section, "existing"),
    variables: new Map(
      linesOf(section, "variables").map((line) => line.split(/=(.*)/s, 2) as [string, string]),
    ),
  };
}

/** Its directives, without the tree. */
export const configuration = (
  section: Section | undefined,
): { directives: readonly Directive[]; evaluated: boolean } | undefined =>
  section && readDirectivesOf(section);

const readDirectivesOf = remembered((section: Section) => {
  const read = readTreeOf(section);
  return read && { directives: directivesOf(read.tree), evaluated: read.evaluated };
});

/**
 * What the files say, as far as their conditions hold: LoadModule and Include are carried out while httpd reads, and stand
 * in no dump.
 */
export const directivesInForce = (section: Section | undefined): readonly Directive[] =>
  section ? readInForce(section) : [];

const readInForce = remembered((section: Section) =>
  directivesOf(readFiles(textOf(section, "files"), contextOf(section))),
);

/** Lines of the files: LoadModule and Include are carried out while reading and stand in no dump. */
export const fileDirectives = (section: Section | undefined): readonly Directive[] =>
  section ? readLinesOf(section) : [];

const readLinesOf = remembered((section: Section) => readDirectives(textOf(section, "files")));

/** `NAME: "value"` of the run-time settings that the dump shows. */
export const runSetting = (section: Section | undefined, name: string): string | undefined =>
  new RegExp(`^${name}: "(.*)"$`, "m").exec(textOf(section, "dump"))?.[1];

/** The group of requests, and their user: the dump names them whether or not it shows the configuration. */
export const runGroup = (section: Section | undefined): string | undefined =>
  /^Group: name="([^"]+)" id=\d+/m.exec(textOf(section, "dump"))?.[1];

export const runUser = (section: Section | undefined): string | undefined =>
  /^User: name="([^"]+)" id=\d+/m.exec(textOf(section, "dump"))?.[1];

/** The message of httpd about its configuration, without what it says of every one. */
export function complaint(section: Section | undefined): string | undefined {
  const text = `${partOf(section, "dump")?.stderr ?? ""}\n${partOf(section, "syntax")?.stderr ?? ""}`;
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !NOISE.test(line));
  const index = lines.findIndex((line) => FATAL.test(line));
  return index < 0 ? lines.at(-1)?.trim() : withReason(lines, index);
}

/** AH00526 names the place; the reason stands on the next line. */
const withReason = (lines: readonly string[], index: number) =>
  lines
    .slice(index, index + (namesPlace(lines[index] ?? "") ? 2 : 1))
    .map((line) => line.trim())
    .join(" ");

function namesPlace(line: string): boolean {
  const at = line.lastIndexOf("Syntax error on line ");
  return at >= 0 && /^Syntax error on line \d+ of [^:]*:$/.test(line.slice(at));
}

const NOISE = /AH00557|AH00558|Syntax OK|AH01574|AH00111|AH00014/;
const FATAL = /AH\d{5}|error|Could not open|cannot|Cannot/;

/** The dumps' own defines are ours, not the configuration's. */
const OURS = /^DUMP_/;

/** Names given with -D and Define, with the values that are paths. */
export function defines(section: Section): string[] {
  return linesOf(section, "dump")
    .map((line) => /^Define: (.*)$/.exec(line)?.[1])
    .filter((name): name is string => name !== undefined && !OURS.test(name))
    .sort();
}

/** What an interpreter, or a loader, reads when its process starts, long before there is a request. */
const OF_PROCESSES = /^(PYTHONPATH|PYTHONHOME|LD_LIBRARY_PATH)$/;

/** SetEnv and PassEnv of such variables, which reach requests and no process. */
export const variablesSet = (directives: readonly Directive[]): string[] =>
  directives.flatMap(({ name, key, arguments: [variable = ""], file, line }) =>
    (key === "setenv" || key === "passenv") && OF_PROCESSES.test(variable)
      ? [`${name} ${variable} (${file}:${line})`]
      : [],
  );
