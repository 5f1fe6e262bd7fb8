import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { failed, isGap } from "../check.js";
import { type Directory, directoriesIn } from "../packages/directories.js";
import { type Imports, importsIn, type NameTwice } from "../packages/imports.js";
import { partOf, whyEmpty } from "../sections.js";
import { whyNotWhole } from "./distributions.js";
import type { HiddenModule, ImportFacts, ShadowedModule } from "./import-facts.js";

/** What a start of Python has loaded, or has frozen in itself, before the application's directories are on the path. */
const ALREADY = new Set([
  ...["__hello__", "__phello__", "_collections_abc", "_sitebuiltins", "abc", "codecs", "encodings"],
  ...["genericpath", "io", "ntpath", "os", "posixpath", "runpy", "site", "stat", "zipimport"],
  // Debian has one of its own beside the library; others put theirs before it on purpose.
  ...["sitecustomize", "usercustomize"],
]);

const MOST = 100;

const isOfPackages = (path: string) => /\/(?:site|dist)-packages$/.test(path);

/** Where the standard library is on a search path; -1 for nowhere. */
const libraryOn = (path: readonly string[]) =>
  path.findIndex((each, at) => path[at + 1] === `${each}/lib-dynload`);

/** Why it is not known what stands at the top of a directory; undefined where it is. */
const whyOpen = (directory: Directory, { whole }: Imports): Gap | undefined =>
  whyNotWhole(directory) ??
  (whole.has(directory.path) || whole.has(directory.real)
    ? undefined
    : failed(`not all names in ${directory.path} were looked at`));

/** The directories of a path by any of their names. */
function places(path: readonly string[], directories: ReadonlyMap<string, Directory>): Map<string, number> {
  const at = new Map<string, number>();
  const real = (each: string) => directories.get(each)?.real ?? each;
  path.forEach((each, index) => {
    const first = at.get(real(each)) ?? index;
    for (const name of [each, real(each)]) if (!at.has(name)) at.set(name, first);
  });
  return at;
}

interface Placed extends NameTwice {
  at: number;
  otherAt: number;
}

const distinct = <T extends object>(all: readonly T[]): T[] =>
  [...new Map(all.map((each) => [JSON.stringify(each), each])).values()].slice(0, MOST);

function shadowed(found: readonly Placed[], library: number): ShadowedModule[] {
  const before = found.filter(
    ({ module, at, otherAt }) => otherAt === library && at < library && !ALREADY.has(module),
  );
  return distinct(before.map(({ module, file, otherFile }) => ({ module, file, library: otherFile })));
}

function hidden(found: readonly Placed[], library: number): HiddenModule[] {
  const own = found.filter(
    ({ directory, at, otherAt }) =>
      !isOfPackages(directory) && at !== otherAt && (otherAt !== library || library < at),
  );
  return distinct(
    own.map(({ module, file, otherFile, at, otherAt }) =>
      at < otherAt ? { module, file, hidden: otherFile } : { module, file: otherFile, hidden: file },
    ),
  );
}

const both = (gap: Gap): ImportFacts => ({ "app.shadowed_modules": gap, "app.hidden_modules": gap });

/** Tells of a search path which modules on it come before others of the same name. */
export function importsOn(packages: Section | undefined): (path: readonly string[] | Gap) => ImportFacts {
  const imports = importsIn(packages);
  if (!imports)
    return (path) =>
      both(
        isGap(path)
          ? path
          : partOf(packages, "directories")
            ? failed("the script of an older release did not look for them")
            : whyEmpty(packages, "directories", "no Python library was found"),
      );
  const directories = directoriesIn(packages);
  const known = new Map<string, ImportFacts>();
  return (path) => {
    if (isGap(path)) return both(path);
    const key = path.join("\n");
    const before = known.get(key) ?? look(path, directories, imports);
    known.set(key, before);
    return before;
  };
}

function look(
  path: readonly string[],
  directories: ReadonlyMap<string, Directory>,
  imports: Imports,
): ImportFacts {
  const library = libraryOn(path);
  const at = places(path, directories);
  if (library < 0) return both(failed("its standard library is not known"));
  const isLibrary = (index: number) => index === library || index === library + 1;
  const gaps = path.map((each, index): Gap | undefined => {
    const directory = directories.get(each);
    return directory && !isLibrary(index) ? whyOpen(directory, imports) : undefined;
  });
  const found = imports.twice.flatMap((pair): Placed[] => {
    const [one, other] = [at.get(pair.directory), at.get(pair.otherDirectory)];
    return one === undefined || other === undefined ? [] : [{ ...pair, at: one, otherAt: other }];
  });
  const open = (all: readonly (Gap | undefined)[]) => all.find((gap) => gap !== undefined);
  return {
    "app.shadowed_modules": open(gaps.slice(0, library)) ?? shadowed(found, library),
    "app.hidden_modules": open(gaps) ?? hidden(found, library),
  };
}
