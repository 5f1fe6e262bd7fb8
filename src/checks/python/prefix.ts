import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { absent, failed, isGap } from "../check.js";
import { frameworkOf } from "../library/dynamic.js";
import { NOT_FOUND } from "../library/trace.js";
import { linesOf, partOf } from "../sections.js";
import { rootsIn } from "./evidence.js";
import { prefixOfLibrary } from "./predict.js";

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
  if (path === undefined || path === NOT_FOUND) return failed("no Python library was found that could tell");
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
  if (isGap(prefix)) return prefix;
  const looked = partOf(section, "standard-landmarks")?.stderr ?? "";
  const missing = looked
    .split("\n")
    .some((line) => line.includes(`${prefix}/lib/`) && /No such file/.test(line));
  return missing && !rootsIn(section, "standard-landmarks").includes(prefix)
    ? absent(
        `Python cannot start: ${prefix}, which is compiled in, has no standard library of Python ${version}`,
      )
    : prefix;
}
