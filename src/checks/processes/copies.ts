import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { denied, failed } from "../check.js";
import { partOf, whyCutShort, whyEmpty } from "../sections.js";
import type { ServerProcess } from "./evidence.js";
import { isSameName } from "./families.js";
import { type Mapping, type Mappings, mappingsIn, versionsIn } from "./mappings.js";

/** A record of the fact `processes.libraries`. */
export interface MappedLibrary {
  family: string;
  file: string;
  /** `httpd`: the master has it, and so do its children; `children`: only some of these have it. */
  by: string;
}

/** A record of the fact `processes.library_copies`: two files of one library in one process. */
export interface LibraryCopy {
  family: string;
  /** What httpd itself has: its symbols come first. */
  httpd: string;
  other: string;
  /** How many processes have both. */
  processes: number;
  /** What these processes call themselves, where that is not the program's name. */
  group: string | null;
  /** Their symbols have other versions, so that neither serves the users of the other; null where that could not be read. */
  apart: boolean | null;
}

type Versions = ReturnType<typeof versionsIn>;

/** Symbols without a version serve everybody, whichever version is asked for. */
function areApart({ file, family }: Mapping, other: string, versions: Versions): boolean | null {
  if (!family.versions) return false;
  const [first, second] = [versions.get(file), versions.get(other)];
  if (first?.size === 0 || second?.size === 0) return false;
  if (!first || !second) return null;
  return ![...first].some((version) => second.has(version));
}

const GRAVEST = [false, null, true];

/** Of one library httpd itself has one file, or a few. */
const MOST_FILES = 8;

/** Of the files that httpd has, the one that does most harm to another; undefined where there is none. */
function gravest(own: readonly Mapping[], { file, identity }: Mapping, versions: Versions) {
  return own
    .slice(0, MOST_FILES)
    .filter((each) => each.identity !== identity && !isSameName(each.file, file))
    .map((each) => ({ file: each.file, apart: areApart(each, file, versions) }))
    .sort((one, other) => GRAVEST.indexOf(one.apart) - GRAVEST.indexOf(other.apart))[0];
}

/** Files by what they are, with the processes that have them. */
function filesOf({ master = [], children }: Mappings) {
  const files = new Map<string, { mapping: Mapping; pids: string[] }>();
  for (const mapping of master) files.set(mapping.identity, { mapping, pids: [] });
  for (const [pid, own] of children)
    for (const mapping of own) {
      const before = files.get(mapping.identity);
      if (before) before.pids.push(pid);
      else files.set(mapping.identity, { mapping, pids: [pid] });
    }
  return [...files.values()];
}

function copiesIn(mappings: Mappings, versions: Versions, processes: readonly ServerProcess[]) {
  const titles = new Map(processes.map(({ pid, title }) => [String(pid), title]));
  const httpd = new Map<string, Mapping[]>();
  return filesOf(mappings).flatMap(({ mapping, pids }): LibraryCopy[] => {
    const { name: family, library } = mapping.family;
    const before = httpd.get(library) ?? [];
    const worst = gravest(before, mapping, versions);
    if (pids.length === 0) httpd.set(library, [...before.slice(0, MOST_FILES), mapping]);
    if (!worst) return [];
    const names = new Set(pids.map((pid) => titles.get(pid) ?? "").filter((title) => /^[^/]/.test(title)));
    return [
      {
        family,
        httpd: worst.file,
        other: mapping.file,
        processes: pids.length || mappings.children.size + 1,
        group: [...names].join(", ") || null,
        apart: worst.apart,
      },
    ];
  });
}

const librariesIn = (mappings: Mappings): MappedLibrary[] =>
  filesOf(mappings)
    .map(({ mapping: { file, family }, pids }) => ({
      family: family.name,
      file,
      by: pids.length === 0 ? "httpd" : "children",
    }))
    .sort((one, other) => (one.file < other.file ? -1 : 1));

interface Copies {
  "processes.libraries": MappedLibrary[] | Gap;
  "processes.library_copies": LibraryCopy[] | Gap;
}

/** What the processes have mapped of libraries that do not bear a second build, by the section of the library. */
export function libraryCopies(section: Section | undefined, processes: readonly ServerProcess[]): Copies {
  const mappings = mappingsIn(section);
  const gap = whyUnseen(section, mappings);
  if (gap) return { "processes.libraries": gap, "processes.library_copies": gap };
  return {
    "processes.libraries": librariesIn(mappings),
    "processes.library_copies": copiesIn(mappings, versionsIn(section), processes),
  };
}

function whyUnseen(section: Section | undefined, { master }: Mappings): Gap | undefined {
  if (!partOf(section, "copies"))
    return (
      (section && whyCutShort(section)) ?? failed("the script that asked this host did not look at them")
    );
  if (master) return undefined;
  return /denied/i.test(partOf(section, "mapped")?.stderr ?? "")
    ? denied("/proc/PID/maps: only root and the owner may read it")
    : whyEmpty(section, "mapped", "the maps of the master could not be read");
}
