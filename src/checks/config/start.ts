import { remembered } from "../../base/memoize.js";
import type { Section } from "../../model/snapshot.js";
import { linesOf } from "../sections.js";

/** What httpd, asked with -t, has loaded while it read its configuration: so would a start. */
export interface Start {
  /** In the order in which they are loaded; a file is "" where httpd does not name it. */
  modules: readonly { name: string; file: string }[];
  /** Files of LoadFile. */
  files: readonly string[];
  /** Python libraries, however they came along. */
  libraries: readonly string[];
  /** Libraries that do not bear a second build in their process; none of a script that did not tell them. */
  linked: readonly string[];
  /** Files that could not be loaded. */
  refused: readonly string[];
  /** The modules are all: httpd came to the end of its configuration. */
  whole: boolean;
  /** Directories of Apache's LD_LIBRARY_PATH were left out: a start may find other libraries. */
  partial: boolean;
}

/** Undefined where it was not asked, or said nothing. */
export const startOf = (section: Section | undefined): Start | undefined => section && readStart(section);

const readStart = remembered((section: Section): Start | undefined => {
  const lines = linesOf(section, "start").map((line) => line.split("\t"));
  if (lines.length === 0) return undefined;
  const of = (kind: string) => lines.flatMap(([first, ...words]) => (first === kind ? [words] : []));
  const texts = (kind: string) => of(kind).map((words) => words.join("\t"));
  return {
    modules: of("module").map(([name = "", ...words]) => ({ name, file: words.join("\t") })),
    files: texts("file"),
    libraries: [...new Set(texts("library"))],
    linked: [...new Set(texts("linked"))],
    refused: texts("refused"),
    whole: of("whole").length > 0,
    partial: of("partial").length > 0,
  };
});

/** What a login may not see of what was looked for. */
export interface Hidden {
  path: string;
  /** The directory that it may not enter, or the file that it may not read. */
  by: string;
}

/** What stands in the part `hidden` of a section. */
export const hiddenIn = (section: Section | undefined): Hidden[] =>
  linesOf(section, "hidden").flatMap((line) => {
    const [path, by] = line.split("\t");
    return path && by ? [{ path, by }] : [];
  });

/** A loader names a library without the directories in which it was searched. */
const libraryIn = (path: string) => /\/([^/]+\.(?:so|dylib)(?:\.[\d.]+)?)$/.exec(path)?.[1];

/** Of what httpd complains of, what the login may not see: for root it may well be all right. */
export function hiddenBehind(section: Section, message: string): Hidden | undefined {
  const all = hiddenIn(section);
  const named = all.find(({ path }) => message.includes(path) || message.includes(libraryIn(path) ?? path));
  // Odd names do not leave the host.
  return named ?? (message.includes("...") ? all[0] : undefined);
}

export const whyHidden = ({ path, by }: Hidden): string =>
  path === by
    ? `the login may not read ${path}`
    : `the login may not look below ${by}, where ${path} is searched`;
