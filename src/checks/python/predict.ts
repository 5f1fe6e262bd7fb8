import type { Gap } from "../../model/fact.js";
import { denied, isGap } from "../check.js";
import type { HomeEvidence, ProgramEvidence } from "./evidence.js";

/** What the library will take for its installation. */
export interface Prediction {
  prefix: string;
  base: string;
  /** Why it will not come up. */
  problem?: string;
  /** Why not enough could be seen to tell. */
  unseen?: Gap;
  /** Why the base is not known, where the prefix is. */
  baseUnseen?: Gap;
}

export interface Surroundings {
  /** X.Y of the library. */
  version: string;
  /** PYTHONHOME of Apache's environment; it decides the base even of a virtual environment. */
  pythonHome: string | undefined;
  /** The library's compiled-in prefix, which is taken where nothing else leads to a standard library; or why that is none. */
  compiledPrefix: string | Gap;
  /** The framework that the library is in: its standard library is taken before any other. */
  framework?: string | undefined;
}

/** A virtual environment, whose base may not be known. */
const environment = (prefix: string, base: string | Gap): Prediction =>
  isGap(base) ? { prefix, base: "", baseUnseen: base } : { prefix, base };

const plain = (at: string | Gap): Prediction =>
  isGap(at) ? { prefix: "", base: "", unseen: at } : { prefix: at, base: at };

/** The search of CPython's getpath for a configured home. A readable pyvenv.cfg makes it a virtual environment. */
export function predictHome(home: HomeEvidence, around: Surroundings): Prediction {
  if (home.settings) {
    const found = around.pythonHome ?? around.framework ?? home.baseRoots[0];
    return environment(home.path, found ?? around.compiledPrefix);
  }
  const unseen = home.denied ? denied("the login may not look into it") : home.settingsGap;
  if (unseen) return { prefix: home.path, base: home.path, unseen };
  const problem = whyUnusable(home, around.version);
  return { prefix: home.path, base: home.path, ...(problem && { problem }) };
}

function whyUnusable(home: HomeEvidence, version: string): string | undefined {
  if (!home.exists) return "it does not exist";
  if (!home.isDirectory) return "it is not a directory";
  if (home.hasLibrary) return undefined;
  if (home.versions.includes(version))
    return `it is no virtual environment (no pyvenv.cfg), and its lib/python${version} holds no standard library`;
  const others = home.versions.length > 0 ? `, only directories of ${home.versions.join(", ")}` : "";
  return `it is no virtual environment and has no standard library of Python ${version}${others}`;
}

const parentOf = (path: string) => path.slice(0, path.lastIndexOf("/")) || "/";

/** Without a home: PYTHONHOME, else the first python on Apache's PATH, else the compiled-in prefix. */
export function predictProgram(
  program: ProgramEvidence,
  baseRoots: readonly string[],
  around: Surroundings,
): Prediction {
  if (around.pythonHome) return { prefix: around.pythonHome, base: around.pythonHome };
  const fallback = around.framework ?? program.roots[0] ?? around.compiledPrefix;
  if (program.path && program.settingsGap) return { prefix: "", base: "", unseen: program.settingsGap };
  if (program.path && program.settings) {
    return environment(parentOf(parentOf(program.path)), around.framework ?? baseRoots[0] ?? fallback);
  }
  return plain(fallback);
}

/**
 * The directory that the place of a library suggests: `/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0` suggests `/usr`, and so
 * does Debian's merged `/lib`. Undefined where it suggests none.
 */
export function prefixOfLibrary(path: string): string | undefined {
  const prefix = /^(.*?)\/lib(?:64|32)?\//.exec(path)?.[1];
  return prefix === undefined ? undefined : prefix || "/usr";
}

/** Where imports are looked for: `site` adds only module directories that exist. */
export function predictPath(
  prediction: Prediction,
  options: {
    version: string;
    /** Where the base keeps its standard library: RHEL and SUSE compile `lib64` in. */
    libraryDirectory: "lib" | "lib64";
    pythonPath: string | undefined;
    modules: readonly string[];
    systemModules: readonly string[] | undefined;
  },
): string[] {
  const { base } = prediction;
  const root = base === "/" ? "" : base;
  const directory = `${root}/${options.libraryDirectory}`;
  const library = `${directory}/python${options.version}`;
  return [
    ...(options.pythonPath?.split(":").filter(Boolean) ?? []),
    `${directory}/python${options.version.replace(".", "")}.zip`,
    library,
    `${library}/lib-dynload`,
    ...inOrder(options.modules, options.libraryDirectory),
    ...inOrder(options.systemModules ?? [], options.libraryDirectory),
  ];
}

/** Debian's site looks below /usr/local first and has no site-packages of its own; `lib64` comes before `lib`. */
function inOrder(directories: readonly string[], libraryDirectory: "lib" | "lib64"): string[] {
  const debian = directories.filter((path) => path.endsWith("/dist-packages"));
  if (debian.length > 0)
    return debian.sort((a, b) => Number(b.includes("/local/")) - Number(a.includes("/local/")));
  const inside = (directory: string) =>
    directories.filter((path) => path.endsWith("/site-packages") && path.includes(`/${directory}/python`));
  return libraryDirectory === "lib" ? inside("lib") : [...inside("lib64"), ...inside("lib")];
}
