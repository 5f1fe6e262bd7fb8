import type { Section } from "../../model/snapshot.js";
import { type KnownOf, valueIn } from "../check.js";
import { daemonsIn } from "../config/daemons.js";
import type { config } from "../config/index.js";
import { linesOf } from "../sections.js";

/** A record of the fact `python.paths`: a directory that the configuration puts on sys.path. */
export interface PathEntry {
  path: string;
  /** The directives and daemons that name it. */
  source: string;
  /** Why what is imported does not come from there; "" where nothing is known, null where the login could not see. */
  problem: string | null;
}

interface Seen {
  kind: string;
  real: string;
}

/** What the host says of each path. */
function seenIn(section: Section): Map<string, Seen> {
  return new Map(
    linesOf(section, "paths").map((line) => {
      const [kind = "", path = "", real = ""] = line.split("\t");
      return [path, { kind, real }] as const;
    }),
  );
}

/** The X.Y that a directory of packages is of, by its own path. */
const versionOf = (path: string): string | undefined =>
  /\/python(\d\.\d{1,3})\/(?:site|dist)-packages\/?$/.exec(path)?.[1];

function problemOf(path: string, seen: Seen | undefined, version: string): string | null {
  if (seen === undefined || seen.kind === "denied") return null;
  if (seen.kind === "missing") return "it does not exist";
  if (seen.kind === "environment")
    return `it is the root of an environment, whose packages are below lib/python${version}/site-packages`;
  const other = versionOf(seen.real || path);
  return other !== undefined && other !== version
    ? `its packages are those of Python ${other}, and mod_wsgi runs ${version}`
    : "";
}

/** Every configured path with the directives that name it; a daemon with a root of its own looks for it there. */
function sourcesOf(known: KnownOf<readonly [typeof config]>): Map<string, string[]> {
  const sources = new Map<string, string[]>();
  const add = (paths: string | null, source: string, root = "") => {
    for (const path of paths?.split(":") ?? [])
      if (path.startsWith("/")) {
        const at = `${root}${path}`;
        sources.set(at, [...(sources.get(at) ?? []), source]);
      }
  };
  for (const { python_path, name, chroot } of daemonsIn(known))
    add(python_path, `daemon ${name}`, chroot ?? "");
  add(valueIn(known, "wsgi.python_path") ?? null, "WSGIPythonPath");
  return sources;
}

/** What is known of the paths of the configuration; `version` is the X.Y that runs. */
export function pathsOf(
  section: Section,
  known: KnownOf<readonly [typeof config]>,
  version: string,
): PathEntry[] {
  const seen = seenIn(section);
  return [...sourcesOf(known)].map(([path, sources]) => ({
    path,
    source: sources.join(", "),
    problem: problemOf(path, seen.get(path), version),
  }));
}
