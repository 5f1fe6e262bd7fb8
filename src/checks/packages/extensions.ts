import { groupBy } from "../../base/group-by.js";
import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { denied, failed } from "../check.js";
import { linesOf, partOf, wholeNumber, whyEmpty } from "../sections.js";
import { directoriesIn } from "./directories.js";

/** A record of the fact `packages.extensions`: extension modules of one directory, by the tag in their names. */
export interface ExtensionTag {
  directory: string;
  /** Such as `cpython-311-x86_64-linux-gnu` or `abi3`; "" for a name without one, which every Python takes. */
  tag: string;
  files: number;
}

/** A module of which no file has a name that this Python tries, and no source lies beside it. */
export interface ForeignExtension {
  directory: string;
  /** Joined by commas, where there are several. */
  tags: string;
  /** Below the directory, without what stands behind the first dot of its name; "" for those that are only counted. */
  module: string;
  files: number;
}

/** A record of the fact `app.byte_code`: a file of byte code that this Python does not load, and no source of it. */
export interface ByteCode {
  directory: string;
  /** Below the directory, without its ending. */
  module: string;
  /** The name of the Python that it is for, such as `cpython-39`; "another Python", by its content; "unknown". */
  made_for: string;
  /** never: nothing in `__pycache__` is looked at without a source; refused: the import fails. */
  imported: "never" | "refused" | "unknown";
}

/** A record of the fact `app.missing_libraries`: what an extension module needs, and is not there, or is of another Python. */
export interface NeededLibrary {
  directory: string;
  /** Below the directory. */
  file: string;
  library: string;
  /** Where the loader finds it; "not found"; "unknown" where not all of its places could be looked at. */
  found: string;
}

/** What was found in directories that imports may be looked for in. */
export interface Extensions {
  /** The tag of the standard library's own; "" where it has none. */
  own: string;
  tags: ExtensionTag[];
  foreign: ForeignExtension[];
  /** Libraries that wheels have brought along, of those that do not bear a second build. */
  bundled: { directory: string; file: string }[];
  code: ByteCode[];
  /** Files of byte code, by directory, that were too many to look for their sources. */
  unseen: Map<string, number>;
  needed: NeededLibrary[];
  /** Modules of which it was not read what they need. */
  unread: number;
  /** Directories that were looked through. */
  isWhole: boolean;
}

function byteCode(directory: string, made: string, module: string): ByteCode {
  if (made === "other") return { directory, module, made_for: "another Python", imported: "refused" };
  if (made === "unknown") return { directory, module, made_for: "unknown", imported: "unknown" };
  return { directory, module, made_for: made, imported: "never" };
}

const LIBRARY = /^[\w.+-]{1,200}$/;

function neededLibrary([
  ,
  directory = "",
  file = "",
  name = "",
  where = "",
]: readonly string[]): NeededLibrary[] {
  const found = where === "-" ? "not found" : where.startsWith("/") ? where : "unknown";
  return LIBRARY.test(name) ? [{ directory, file, library: name, found }] : [];
}

/** Reads the part `extensions`; undefined where it is not there. */
export function extensionsIn(section: Section | undefined): Extensions | undefined {
  if (!partOf(section, "extensions")) return undefined;
  const read: Extensions = {
    own: "",
    tags: [],
    foreign: [],
    bundled: [],
    code: [],
    unseen: new Map(),
    needed: [],
    unread: 0,
    isWhole: false,
  };
  for (const line of linesOf(section, "extensions")) {
    const [kind, directory = "", text = "", last = ""] = line.split("\t");
    if (kind === "own") read.own = directory;
    else if (kind === "end") read.isWhole = true;
    else if (kind === "so") read.tags.push({ directory, tag: text, files: wholeNumber(last) ?? 0 });
    else if (kind === "x") read.foreign.push({ directory, tags: text, module: last, files: 1 });
    else if (kind === "lib") read.bundled.push({ directory, file: `${directory}/${text}` });
    else if (kind === "c") read.code.push(byteCode(directory, text, last));
    else if (kind === "l") read.needed.push(...neededLibrary(line.split("\t")));
    else if (kind === "unread") read.unread += wholeNumber(directory) ?? 0;
    else if (kind === "unseen") read.unseen.set(directory, wholeNumber(text) ?? 0);
    else if (kind === "more")
      read.foreign.push({ directory, tags: "", module: "", files: wholeNumber(text) ?? 0 });
  }
  return read;
}

/** Why nothing can be said of them; undefined where they were looked for. */
export function whyNoExtensions(section: Section | undefined): Gap | undefined {
  const part = partOf(section, "extensions");
  if (!part)
    return partOf(section, "directories")
      ? failed("the script of an older release did not look for them")
      : whyEmpty(section, "directories", "no Python library was found");
  if (part.status === 124) return failed("the directories could not be looked through in time");
  if (part.status === 0 && extensionsIn(section)?.isWhole !== false) return undefined;
  const reason = "the directories were not looked through to their end";
  const gap = whyEmpty(section, "extensions", reason);
  // What was not looked at is not absent.
  return gap.outcome === "absent" ? failed(reason) : gap;
}

const MOST_SHOWN = 100;

type OnPath<T> = (path: readonly string[] | Gap) => T[] | Gap;

/** Of one search path what was found in its directories: the first 100. */
function onPath<T extends { directory: string }>(
  section: Section | undefined,
  of: (extensions: Extensions) => readonly T[],
): OnPath<T> {
  const gap = whyNoExtensions(section);
  const extensions = extensionsIn(section);
  if (gap || !extensions) return () => gap ?? failed("they were not looked for");
  const directories = directoriesIn(section);
  const found = groupBy(of(extensions), ({ directory }) => directory);
  return (path) => {
    if ("outcome" in path) return path;
    const at = path.map((each) => directories.get(each));
    const shut = at.find((each) => each?.kind === "denied");
    if (shut) return denied(`${shut.path} may not be looked into`);
    const places = new Set(at.flatMap((each) => (each ? [each.path, each.real] : [])));
    return [...places].flatMap((place) => found.get(place) ?? []).slice(0, MOST_SHOWN);
  };
}

/** Tells of a search path which modules on it are none for this Python. */
export const foreignOn = (section: Section | undefined): OnPath<ForeignExtension> =>
  onPath(section, ({ foreign }) => foreign);

/** Tells of a search path which libraries wheels have brought there. */
export function bundledOn(section: Section | undefined): OnPath<string> {
  const on = onPath(section, ({ bundled }) => bundled);
  return (path) => {
    const found = on(path);
    return Array.isArray(found) ? found.map(({ file }) => file) : found;
  };
}

/** Tells of a search path which byte code on it this Python does not load, though there is no source of it. */
export function byteCodeOn(section: Section | undefined): OnPath<ByteCode> {
  const on = onPath(section, ({ code }) => code);
  const left = onPath(section, ({ unseen }) => [...unseen.keys()].map((directory) => ({ directory })));
  return (path) => {
    const [found, unseen] = [on(path), left(path)];
    return Array.isArray(unseen) && unseen.length > 0 && Array.isArray(found) && found.length === 0
      ? failed(`${unseen[0]?.directory} holds more byte code of other Pythons than is looked at`)
      : found;
  };
}

/** Tells of a search path which libraries modules on it need that are not found, or are of another Python. */
export const missingOn = (section: Section | undefined): OnPath<NeededLibrary> =>
  onPath(section, ({ needed }) => needed);
