import { comparePythonVersions } from "../../base/python-version.js";
import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { denied, type FactsOf, failed, isGap, records } from "../check.js";
import { type Directory, directoriesIn } from "../packages/directories.js";
import { type Distribution, normalisedName } from "../packages/names.js";

/** A record of the fact `app.distributions_twice`: the first is imported, the other is hidden behind it. */
export interface Twice {
  name: string;
  version: string;
  at: string;
  other_version: string;
  /** The same directory where a removal was not whole: then Python's order is that of the file system. */
  other_at: string;
}

const SOURCE =
  "`METADATA` and `PKG-INFO` of directories that `pyvenv.cfg`, the library and the configuration name";

export const distributionFacts = {
  "app.distributions": {
    label: "Distributions",
    description:
      "Every package that it can import, as NAME VERSION, by the names that PyPI compares; of one that stands twice on its path the first",
    type: "list",
    source: SOURCE,
    example: ["asgiref 3.8.1", "django 4.2.16", "sqlparse 0.5.1"],
  },
  "app.distributions_by_name": {
    label: "Told by their names",
    description:
      "Of its packages those whose metadata could not be read, or is none: name and version are those of their directories",
    type: "list",
    compared: false, // what the login may read
    source: SOURCE,
    example: ["mysqlclient"],
  },
  "app.editable": {
    label: "Editable",
    description: "Of its packages those that are installed from a directory that somebody works in",
    type: "list",
    source: "`direct_url.json` and `*.egg-link` beside them",
    example: ["shop"],
  },
  "app.distributions_system": {
    label: "Of the system",
    description:
      "Of its packages those in directories that the system's own packages use (below /usr, not /usr/local): their versions are upstream's, whatever the system's makers have mended in them",
    type: "list",
    compared: false, // versions tell what differs
    source: SOURCE,
    example: ["simplejson"],
  },
  "app.distributions_twice": {
    label: "Twice on the path",
    description:
      "Packages that stand on its path twice with different versions: the first is imported; in one directory, it is chance which",
    type: records<Twice>(),
    source: SOURCE,
    example: [
      {
        name: "django",
        version: "4.2.16",
        at: "/srv/venv/lib/python3.11/site-packages",
        other_version: "3.2.19",
        other_at: "/usr/lib/python3/dist-packages",
      },
    ],
  },
} as const;

type Facts = FactsOf<typeof distributionFacts>;

interface Placed extends Distribution {
  at: string;
}

/** Why nobody can say what is in a directory; undefined where it was looked through. */
export function whyNotWhole({ path, kind, isWhole, unread }: Directory): Gap | undefined {
  const [file] = unread;
  if (file !== undefined) return failed(`${path}/${file} was not read: it may add directories`);
  if (isWhole) return undefined;
  if (kind === "denied") return denied(`${path} may not be looked into`);
  if (kind === "other") return failed(`${path} is a file, which was not looked into`);
  return failed(`${path} was not looked through to its end`);
}

/** Where packages of Debian's and of RPM's kind put modules; pip, where it is told to, as well. */
const SYSTEM = /^\/usr\/lib(?:64)?\/python\d[\d.]*\/(?:dist|site)-packages(?:\/|$)/;

/** Of two in one directory the newer counts; else the one that comes first on the path. */
const isBefore = (one: Placed, other: Placed) =>
  one.at !== other.at || (comparePythonVersions(one.version, other.version) ?? 0) >= 0;

/** By name, each with the others of that name. */
function byName(found: readonly Directory[]): Map<string, [Placed, ...Placed[]]> {
  const all = new Map<string, [Placed, ...Placed[]]>();
  for (const { distributions, real } of found)
    for (const each of distributions) {
      const placed = { ...each, at: real };
      const name = normalisedName(each.name);
      const [first, ...others] = all.get(name) ?? [];
      if (!first) all.set(name, [placed]);
      else if (isBefore(first, placed)) all.set(name, [first, ...others, placed]);
      else all.set(name, [placed, first, ...others]);
    }
  return all;
}

const differs = (one: string, other: string) =>
  one !== "" && other !== "" && one !== other && comparePythonVersions(one, other) !== 0;

function twice(name: string, [first, ...others]: readonly [Placed, ...Placed[]]): Twice[] {
  const other = others.find(({ version }) => differs(first.version, version));
  const { version, at } = first;
  return other ? [{ name, version, at, other_version: other.version, other_at: other.at }] : [];
}

function factsOf(found: readonly Directory[]): Facts {
  const all = [...byName(found)].sort(([one], [other]) => (one < other ? -1 : 1));
  const names = (holds: (first: Placed) => unknown) =>
    all.filter(([, [first]]) => holds(first)).map(([name]) => name);
  return {
    "app.distributions": all.map(([name, [{ version }]]) => (version ? `${name} ${version}` : name)),
    "app.distributions_by_name": names(({ byDirectory }) => byDirectory),
    "app.editable": names(({ editable }) => editable),
    "app.distributions_system": names(({ at }) => SYSTEM.test(at)),
    "app.distributions_twice": all.flatMap(([name, placed]) => twice(name, placed)),
  };
}

const all = (gap: Gap): Facts => ({
  "app.distributions": gap,
  "app.distributions_by_name": gap,
  "app.editable": gap,
  "app.distributions_system": gap,
  "app.distributions_twice": gap,
});

/** Tells of a search path which distributions are on it. Applications of one path are told once. */
export function distributionsOn(packages: Section | undefined): (path: readonly string[] | Gap) => Facts {
  const directories = directoriesIn(packages);
  const before = new Map<string, Facts>();
  return (path) => {
    if (isGap(path)) return all(path);
    const key = path.join("\n");
    const known = before.get(key) ?? look(path, directories);
    before.set(key, known);
    return known;
  };
}

function look(path: readonly string[], directories: ReadonlyMap<string, Directory>): Facts {
  const found = path.flatMap((each): Directory | [] => directories.get(each) ?? []);
  const distinct = [...new Map(found.map((each) => [each.real, each])).values()];
  for (const each of distinct) {
    const gap = whyNotWhole(each);
    if (gap) return all(gap);
  }
  return factsOf(distinct);
}
