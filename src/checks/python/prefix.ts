import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { absent, failed, isGap } from "../check.js";
import { frameworkOf } from "../library/dynamic.js";
import { NOT_FOUND } from "../library/trace.js";
import { linesOf, partOf } from "../sections.js";
import { rootsIn } from "./evidence.js";
import { prefixOfLibrary } from "./predict.js";

export const CANNOT_START = "Python cannot start: ";

/** What the library check printed of the file at a path. */
function wordsOf(library: Section | undefined, path: string): readonly string[] {
  const part = ["apache-library", "library"].find((name) => linesOf(library, name)[0] === path);
  return part === undefined ? [] : linesOf(library, part);
}

const behindWord = (lines: readonly string[], word: string): string[] =>
  lines.flatMap((line) => (line.startsWith(`${word} /`) ? [line.slice(word.length + 1)] : []));

/**
 * What was compiled in as the root of the installation. A library that was moved lies elsewhere: its place counts only where
 * the library holds it as a text, or its texts are not known.
 */
export function compiledPrefix(path: string | undefined, library: Section | undefined): string | Gap {
  if (path === undefined || path === NOT_FOUND) return failed("no Python library was found");
  const words = wordsOf(library, path);
  const told = frameworkOf(path) ?? behindWord(words, "prefix")[0];
  if (told !== undefined) return told;
  const suggested = prefixOfLibrary(path);
  const others = behindWord(words, "compiled");
  if (suggested === undefined) return failed(`nothing tells to which installation ${path} belongs`);
  return others.length === 0
    ? suggested
    : failed(`the library lies below ${suggested}, which is not what was compiled into it as its prefix`);
}

/** The same as the last resort for a standard library: only where there is one, as far as it was looked for. */
export function fallbackPrefix(prefix: string | Gap, section: Section, version: string): string | Gap {
  const looked = partOf(section, "compiled-landmarks");
  if (looked?.status === 0) return amongCompiled(prefix, looked.stdout, version);
  if (isGap(prefix)) return prefix;
  const missing = (partOf(section, "standard-landmarks")?.stderr ?? "")
    .split("\n")
    .some((line) => line.includes(`${prefix}/lib/`) && /No such file/.test(line));
  return missing && !rootsIn(section, "standard-landmarks").includes(prefix)
    ? absent(`${CANNOT_START}${prefix}, which is compiled in, has no standard library of Python ${version}`)
    : prefix;
}

/** By all directories that stand in the library, of which the prefix is one, and what of a standard library is there or hidden. */
function amongCompiled(prefix: string | Gap, found: string, version: string): string | Gap {
  if (found.trim() === "")
    return absent(
      `${CANNOT_START}none of the directories that are compiled into its library has a standard library of Python ${version}`,
    );
  if (isGap(prefix) || found.split("\n").some((line) => line.startsWith(`${prefix}/`))) return prefix;
  return failed(`${prefix} has no standard library, and another directory that is compiled in may be meant`);
}
