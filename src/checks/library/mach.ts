import type { Section } from "../../model/snapshot.js";
import { linesOf, partOf, textOf } from "../sections.js";
import { frameworkOf, readDynamic } from "./dynamic.js";
import { NOT_FOUND } from "./trace.js";

const directoryOf = (path: string) => path.slice(0, path.lastIndexOf("/"));

const unique = (paths: readonly string[]) => [...new Set(paths)];

/** LC_RPATH of one file, with the place of that file and of the program filled in. */
function searchedBy(text: string, file: string, program: string): string[] {
  const paths = readDynamic(text)?.rpath.split(":").filter(Boolean) ?? [];
  return paths.map((path) => expanded(path, file, program));
}

const expanded = (path: string, file: string, program: string): string =>
  path
    .replace(/^@loader_path(?=\/|$)/, directoryOf(file))
    .replace(/^@executable_path(?=\/|$)/, directoryOf(program));

/** Where macOS looks on when the name itself leads nowhere: the framework's own place, or the last part of a dylib. */
function fallbacks(name: string): string[] {
  const framework = frameworkOf(name);
  const inside = framework && name.slice(directoryOf(directoryOf(framework)).lastIndexOf("/") + 1);
  const leaf = name.slice(name.lastIndexOf("/") + 1);
  return inside
    ? [`/Library/Frameworks/${inside}`, `/System/Library/Frameworks/${inside}`]
    : [`/usr/local/lib/${leaf}`, `/usr/lib/${leaf}`];
}

/**
 * Where the loader of macOS looks for a library that a file names, in its order: `@rpath` stands for each LC_RPATH of the
 * file and of the program.
 */
function placesOf(name: string, section: Section, file: string, program: string): string[] {
  const rest = /^@rpath\/(.*)$/.exec(name)?.[1];
  const paths = () => [
    ...searchedBy(textOf(section, "dynamic"), file, program),
    ...searchedBy(textOf(section, "program-dynamic"), program, program),
  ];
  return rest === undefined ? [expanded(name, file, program)] : paths().map((path) => `${path}/${rest}`);
}

/**
 * The file that a name in a module of macOS leads to, `not found`, or undefined where nothing tells which it is. `otool` names
 * what was linked, whether it is still there or not: that is what `ls` says (the part "placed").
 */
export function placed(name: string, section: Section, file: string, program: string): string | undefined {
  const named = unique(placesOf(name, section, file, program));
  const looked = partOf(section, "placed");
  if (!looked) return named.length > 1 ? undefined : (named[0] ?? NOT_FOUND);
  const listed = new Set(linesOf(section, "placed").map((line) => /\s(\/.*?)(?: -> .*)?$/.exec(line)?.[1]));
  const there = [...named, ...fallbacks(name)].find((path) => listed.has(path));
  if (there !== undefined) return there;
  return /denied|not permitted/i.test(looked.stderr) ? undefined : (named.find(inCache) ?? NOT_FOUND);
}

/** Libraries of the system itself are in the loader's cache, and in no file. */
const inCache = (path: string) => /^\/(usr\/lib|System\/Library)\//.test(path);
