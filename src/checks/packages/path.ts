import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { apacheEnvironment } from "../apache/index.js";
import { absent, valueIn } from "../check.js";
import { homeEvidence, libraryDirectory } from "../python/evidence.js";
import type { Prediction } from "../python/predict.js";
import { type Evidence, predict, surroundings } from "../python/surroundings.js";
import { lineOf, partOf, whyEmpty } from "../sections.js";
import { type Directory, directoriesBefore, directoriesIn } from "./directories.js";

/** What decides where one application's imports are looked for. */
export interface Importer {
  /** The configured home; "" for none. */
  home: string;
  /** `home=` of its daemon group, which mod_wsgi puts first. */
  workingDirectory: string | undefined;
  /** Entries of python-path=, in embedded mode of WSGIPythonPath. */
  pythonPath: readonly string[];
  /** Home directory of its user, where that is known. */
  userHome: string | undefined;
}

interface Roots {
  version: string;
  prefix: string;
  base: string;
  /** Whether the system's directories follow those of a virtual environment. */
  system: boolean;
  libraryDirectory: "lib" | "lib64";
}

type Directories = ReadonlyMap<string, Directory>;

const isThere = (directories: Directories, path: string) => directories.has(path);

/** Where Debian's site looks below a root, and which the Pythons of its packages have. */
const debianSites = (root: string, version: string): string[] => [
  `${root}/local/lib/python${version}/dist-packages`,
  ...(version.startsWith("2.") ? [] : [`${root}/lib/python3/dist-packages`]),
  `${root}/lib/python${version}/dist-packages`,
];

function plainSites(root: string, { version, libraryDirectory: own }: Roots): string[] {
  const directories = own === "lib64" ? ["lib64", "lib"] : ["lib"];
  return directories.map((each) => `${root}/${each}/python${version}/site-packages`);
}

/** Red Hat's and SUSE's Python, which has its library in lib64, looks below /usr/local as well. */
function systemSites(roots: Roots, directories: Directories): string[] {
  const { base, version } = roots;
  const debian = debianSites(base, version);
  if (base === "/usr" && debian.some((path) => isThere(directories, path))) return debian;
  const local = base === "/usr" && roots.libraryDirectory === "lib64" ? plainSites("/usr/local", roots) : [];
  return [...local, ...plainSites(base, roots)];
}

/** In the order of `site`: the environment's own, the user's, the system's; only those that are there. */
function sitesOf(roots: Roots, userHome: string | undefined, directories: Directories): string[] {
  const venv = roots.prefix !== roots.base;
  const open = !venv || roots.system;
  const user = userHome && open ? [`${userHome}/.local/lib/python${roots.version}/site-packages`] : [];
  const all = [
    ...(venv ? plainSites(roots.prefix, roots) : []),
    ...user,
    ...(open ? systemSites(roots, directories) : []),
  ];
  return all.filter((path) => isThere(directories, path));
}

/** Adds directories with what their .pth files add, as `site.addsitedir` does: nothing twice. */
function addSites(path: string[], sites: readonly string[], directories: Directories): void {
  const known = new Set(path);
  const add = (each: string) => {
    if (!known.has(each)) path.push(each);
    known.add(each);
  };
  for (const site of sites) {
    add(site);
    for (const each of directories.get(site)?.adds ?? []) add(each);
  }
}

const withoutSlash = (path: string) => (path.length > 1 ? path.replace(/\/+$/, "") : path);

const absolute = (paths: readonly string[]) => paths.filter((each) => each.startsWith("/")).map(withoutSlash);

function rootsOf(prediction: Prediction, version: string, section: Section): Roots {
  const { prefix, base } = prediction;
  const settings = homeEvidence(section, prefix).settings;
  return {
    version,
    prefix,
    base: base === "/" ? "" : base,
    system: settings?.get("include-system-site-packages")?.toLowerCase() === "true",
    libraryDirectory: libraryDirectory(section, base, version),
  };
}

const standardLibrary = ({ base, version, libraryDirectory: own }: Roots): string[] => {
  const library = `${base}/${own}/python${version}`;
  return [`${base}/${own}/python${version.replace(".", "")}.zip`, library, `${library}/lib-dynload`];
};

/** Why it is not known what a home leads to; undefined where it is. */
const unknown = ({ problem, unseen, baseUnseen }: Prediction): Gap | undefined =>
  unseen ?? (problem === undefined ? baseUnseen : absent(`Python cannot start: ${problem}`));

/**
 * Tells of each application in which directories its imports are looked for, in their order, as `site` and mod_wsgi make
 * sys.path: what lines of .pth files and the application itself add by code is not among them. A gap where the home does
 * not tell.
 */
export function searchPaths(
  { section, other, known }: Omit<Evidence, "section"> & { section: Section | undefined },
  packages: Section | undefined,
): (importer: Importer | Gap) => string[] | Gap {
  const version = valueIn(known, "python.library.version");
  if (!section || typeof version !== "string" || lineOf(section, "version") === undefined)
    return () => whyEmpty(section, "version", "no Python library was found");
  const around = surroundings({ section, other, known }, version);
  const directories = partOf(packages, "directories") ? directoriesIn(packages) : directoriesBefore(section);
  const environment = apacheEnvironment(other("apache")).get("PYTHONPATH")?.split(":") ?? [];
  return (importer) => {
    if ("outcome" in importer) return importer;
    const { home, workingDirectory, pythonPath, userHome } = importer;
    const prediction = predict(section, home, around);
    const gap = unknown(prediction);
    if (gap) return home ? { ...gap, reason: `${home}: ${gap.reason}` } : gap;
    const roots = rootsOf(prediction, version, section);
    const own = [...new Set([...absolute(environment), ...standardLibrary(roots)])];
    addSites(own, sitesOf(roots, userHome, directories), directories);
    const whole = [...own];
    addSites(whole, absolute(pythonPath), directories);
    // mod_wsgi moves to the front what python-path has added to it.
    const added = whole.slice(own.length);
    return [...(workingDirectory ? [withoutSlash(workingDirectory)] : []), ...added, ...own];
  };
}
