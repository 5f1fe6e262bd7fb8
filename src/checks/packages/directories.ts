import { posix } from "node:path";
import type { Part, Section } from "../../model/snapshot.js";
import { linesOf, partOf } from "../sections.js";
import { type Distribution, namedBy, normalisedName, saidBy } from "./names.js";

/** What was found in one directory that may stand on sys.path. */
export interface Directory {
  path: string;
  kind: "directory" | "denied" | "other" | "same";
  /** Where it is behind links. */
  real: string;
  distributions: Distribution[];
  /** Paths that its .pth files add, in their order. */
  adds: string[];
  /** Lines of its .pth files that Python runs. */
  code: number;
  /** .pth files that were not read. */
  unread: string[];
  /** Packages that are known for trouble below mod_wsgi, by what they import as. */
  troubles: string[];
  /** Entries left out for what stands in their names. */
  odd: number;
  /** It is listed by another name as well. */
  isAgain?: true;
  /** Nothing of it was left out, and the listing came to its end. */
  isWhole: boolean;
}

/** A record of the fact `packages.directories`. */
export interface PackageDirectory {
  path: string;
  /** Distributions in it; null where it was not looked into, or not to its end. */
  distributions: number | null;
  /** Lines of its .pth files that Python runs. */
  code_lines: number;
  /** What of it is not known, "" if nothing. */
  problem: string;
}

const KINDS: ReadonlyMap<string, Directory["kind"]> = new Map([
  ["directory", "directory"],
  ["environment", "directory"],
  ["denied", "denied"],
  ["same", "same"],
]);

const started = (kind: string, path: string, real: string): Directory => ({
  path: posix.normalize(path),
  kind: KINDS.get(kind) ?? "other",
  real: real || posix.normalize(path),
  distributions: [],
  adds: [],
  code: 0,
  unread: [],
  troubles: [],
  odd: 0,
  isWhole: false,
});

/** What stands in an egg has the egg's own name. */
const nameOf = (entry: string, { path }: Directory) => (entry === "EGG-INFO" ? posix.basename(path) : entry);

const numberOf = (text: string | undefined) => (/^\d{1,9}$/.test(text ?? "") ? Number(text) : 0);

function take(at: Directory, [kind = "", first, second]: readonly (string | undefined)[]): void {
  const add = (found: Distribution | undefined) => {
    if (found) at.distributions.push(found);
  };
  if (kind === "d" || kind === "e") add(saidBy(first, second));
  else if (kind === "n") add(namedBy(nameOf(first ?? "", at)));
  else if (kind === "m") at.troubles.push(first ?? "");
  else if (kind === "a") at.adds.push(posix.normalize(first ?? ""));
  else if (kind === "odd") at.odd = numberOf(first);
  else if (kind === "end") at.isWhole = true;
  else if (kind === "p" && first === "-") at.unread.push(second ?? "");
  else if (kind === "p") at.code += numberOf(first);
  else if (kind === "editable") markLast(at);
}

function markLast({ distributions }: Directory): void {
  const last = distributions.at(-1);
  if (last) last.editable = true;
}

/** Names of `.egg-link` files: what pip's older ways left where somebody works on the package elsewhere. */
const linksIn = (lines: readonly (readonly (string | undefined)[])[]) =>
  lines.flatMap(([kind, entry]) => (kind === "l" ? [normalisedName(namedBy(entry ?? "")?.name ?? "")] : []));

/** An egg in one file tells of itself by its name alone. */
function withEgg(at: Directory): Directory {
  const egg = at.kind === "other" && at.path.endsWith(".egg") ? namedBy(posix.basename(at.path)) : undefined;
  return egg ? { ...at, distributions: [egg], isWhole: true } : at;
}

/** One that the host looked into by another name. */
function known(at: Directory, byPlace: ReadonlyMap<string, Directory>): Directory {
  const same = at.kind === "same" ? byPlace.get(at.real) : undefined;
  return same ? { ...same, path: at.path, isAgain: true } : at;
}

const readBefore = new WeakMap<Part, ReadonlyMap<string, Directory>>();

/** By path, in the order in which the host looked into them. A directory that is not among them was no candidate there. */
export function directoriesIn(section: Section | undefined): ReadonlyMap<string, Directory> {
  const part = partOf(section, "directories");
  if (!part) return new Map();
  const before = readBefore.get(part);
  if (before) return before;
  const found = readLines(linesOf(section, "directories").map((line) => line.split("\t")));
  readBefore.set(part, found);
  return found;
}

function readLines(lines: readonly (readonly (string | undefined)[])[]): ReadonlyMap<string, Directory> {
  const all: Directory[] = [];
  for (const line of lines) {
    const [kind, first, second = "", third = ""] = line;
    if (kind === "at") all.push(started(first ?? "", second, third));
    const at = all.at(-1);
    if (at && kind !== "at") take(at, line);
  }
  const linked = new Set(linksIn(lines));
  // There were more of them than are looked into: what is missing may be anywhere.
  if (lines.some(([kind]) => kind === "full")) for (const at of all) at.isWhole = false;
  const found = new Map<string, Directory>();
  const byPlace = new Map<string, Directory>();
  for (const at of all.map(withEgg)) if (at.kind !== "same") byPlace.set(at.real, at);
  for (const listed of all.map(withEgg)) {
    const at = known(listed, byPlace);
    for (const each of at.distributions) if (linked.has(normalisedName(each.name))) each.editable = true;
    if (!found.has(at.path)) found.set(at.path, at);
  }
  return found;
}

/** What scripts of older releases told of them: that they are there, and nothing of what is in them. */
export function directoriesBefore(python: Section): ReadonlyMap<string, Directory> {
  const paths = python.parts.flatMap(({ name }) =>
    name.startsWith("modules ") ? linesOf(python, name) : [],
  );
  return new Map(paths.map((path) => [path, started("directory", path, "")]));
}
