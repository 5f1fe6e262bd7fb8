import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { failed } from "../check.js";
import { lineOf, linesOf, partOf, textOf, whyUnread } from "../sections.js";

/** What was found at one home: a directory that is, or may be, the root of a Python installation. */
export interface HomeEvidence {
  path: string;
  /** `pyvenv.cfg`, by key in lower case; undefined where it could not be read. */
  settings: ReadonlyMap<string, string> | undefined;
  /** Why there is no readable `pyvenv.cfg`. */
  settingsGap: Gap | undefined;
  /** Some component of the path may not be entered. */
  denied: boolean;
  exists: boolean;
  isDirectory: boolean;
  /** The standard library of the wanted version lies right below. */
  hasLibrary: boolean;
  /** `lib/pythonX.Y` directories: the versions that the home has modules for. */
  versions: string[];
  moduleDirectories: readonly string[];
  /** Roots with the standard library, from the `home =` setting upwards. */
  baseRoots: string[];
  baseExists: boolean;
}

const LANDMARK = /^(.*?)\/?lib(?:64)?\/python\d\.\d+\/os\.py$/;

/** Roots of the landmark files that `ls` could list, nearest first. */
export const rootsIn = (section: Section, part: string): string[] =>
  linesOf(section, part)
    .map((line) => LANDMARK.exec(line)?.[1])
    .filter((root): root is string => root !== undefined)
    .map((root) => root || "/");

/** Which of `lib` and `lib64` holds the standard library below a root, as far as any listing shows. */
export function libraryDirectory(section: Section, root: string, version: string): "lib" | "lib64" {
  const at = root === "/" ? "" : root;
  const listed = new Set(
    section.parts.flatMap(({ name }) => (/landmark/.test(name) ? linesOf(section, name) : [])),
  );
  const holds = (directory: string) => listed.has(`${at}/${directory}/python${version}/os.py`);
  return holds("lib64") && !holds("lib") ? "lib64" : "lib";
}

/** `key = value` lines; the key's case does not matter. @internal */
export function readSettings(text: string): Map<string, string> {
  const pairs = text.split("\n").flatMap((line) => {
    const [, key, value = ""] = /^([\w-]+)[ \t]*=(.*)$/.exec(line.trim()) ?? [];
    return key === undefined ? [] : [[key.toLowerCase(), value.trim()] as const];
  });
  return new Map(pairs);
}

const deniedIn = (section: Section, part: string) =>
  /permission denied/i.test(partOf(section, part)?.stderr ?? "");

export function homeEvidence(section: Section, path: string): HomeEvidence {
  const own = linesOf(section, `home ${path}`).find(
    (line) => line.endsWith(` ${path}`) || line.includes(` ${path} -> `),
  );
  const settings = partOf(section, `settings ${path}`);
  return {
    path,
    settings: settings?.status === 0 ? readSettings(settings.stdout) : undefined,
    settingsGap: partOf(section, `home ${path}`)
      ? whyUnread(section, `settings ${path}`)
      : failed("it was not looked at"),
    denied: deniedIn(section, `home ${path}`) || deniedIn(section, `landmark ${path}`),
    exists: own !== undefined,
    isDirectory: own !== undefined && /^[dl]/.test(own),
    hasLibrary: rootsIn(section, `landmark ${path}`).length > 0,
    versions: versionsIn(section, `versions ${path}`),
    moduleDirectories: linesOf(section, `modules ${path}`),
    baseRoots: rootsIn(section, `base-landmarks ${path}`),
    baseExists: partOf(section, `base ${path}`)?.status === 0,
  };
}

const versionsIn = (section: Section, part: string): string[] => {
  const found = [...textOf(section, part).matchAll(/\/lib(?:64)?\/python(\d\.\d+)$/gm)].map(
    (match) => match[1] ?? "",
  );
  return [...new Set(found)];
};

/** What was found on Apache's PATH, for an installation without a configured home. */
export interface ProgramEvidence {
  path: string | undefined;
  settings: ReadonlyMap<string, string> | undefined;
  settingsGap: Gap | undefined;
  roots: string[];
}

export function programEvidence(section: Section): ProgramEvidence {
  const text = textOf(section, "program-settings");
  return {
    path: lineOf(section, "program"),
    settings: text ? readSettings(text) : undefined,
    settingsGap: text ? undefined : whyUnread(section, "program-settings"),
    roots: rootsIn(section, "program-landmarks"),
  };
}
