import type { Application } from "../../apache-config/applications.js";
import { isUndecided } from "../../apache-config/undecided.js";
import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { absent, denied, failed, isGap, type KnownOf, valueIn } from "../check.js";
import { daemonsIn } from "../config/daemons.js";
import type { config } from "../config/index.js";
import { readAccount } from "../files/listing.js";
import { type Directory, directoriesIn } from "../packages/directories.js";
import type { Importer } from "../packages/path.js";
import { linesOf, partOf, whyEmpty } from "../sections.js";
import { whyNotWhole } from "./distributions.js";

type Known = KnownOf<readonly [typeof config]>;

const split = (path: string | null | undefined) => path?.split(":").filter(Boolean) ?? [];

/** Tells of each application what decides where its imports are looked for. */
export function importersOf(files: Section | undefined, known: Known): (app: Application) => Importer | Gap {
  const groups = new Map(daemonsIn(known).map((daemon) => [daemon.name, daemon]));
  return ({ pythonHome, processGroup, user }) => {
    if (isUndecided(pythonHome)) return absent(pythonHome.undecided);
    if (isUndecided(processGroup)) return absent(processGroup.undecided);
    const daemon = groups.get(processGroup);
    if (daemon?.chroot) return failed(`its processes are in a root of their own, ${daemon.chroot}`);
    return {
      home: pythonHome,
      workingDirectory: daemon?.home ?? undefined,
      pythonPath: split(processGroup === "" ? valueIn(known, "wsgi.python_path") : daemon?.python_path),
      userHome: files && !isUndecided(user) ? readAccount(files, user)?.home : undefined,
    };
  };
}

/** The path as far as the host was asked for it: scripts of older releases did not read .pth files. */
export function shownPath(packages: Section | undefined, path: string[] | Gap): string[] | Gap {
  if (isGap(path) || partOf(packages, "directories")) return path;
  return packages
    ? whyEmpty(packages, "directories", "no Python library was found")
    : failed("the script of an older release did not look for it");
}

/** Tells of each application which of the packages that matter to mod_wsgi its process can import. */
export function troublesOf(
  packages: Section | undefined,
  python: Section | undefined,
): (path: readonly string[] | Gap) => string[] | Gap {
  if (!partOf(packages, "directories")) return olderTroubles(packages, python);
  const directories = directoriesIn(packages);
  return (path) => {
    if (isGap(path)) return path;
    const found = path.flatMap((each): Directory | [] => directories.get(each) ?? []);
    const gap = found.map(whyNotWhole).find((each) => each !== undefined);
    if (gap) return gap;
    return [...new Set(found.flatMap(({ troubles }) => troubles))].sort();
  };
}

/** Scripts of older releases looked for these alone, in a part of the Python's section. */
function olderTroubles(
  packages: Section | undefined,
  python: Section | undefined,
): (path: readonly string[] | Gap) => string[] | Gap {
  if (partOf(python, "packages")?.status !== 0)
    return () => whyEmpty(packages ?? python, "directories", "no Python library was found");
  const rows = linesOf(python, "packages").map((line) => line.split("\t"));
  return (path) => {
    if (isGap(path)) return path;
    const shut = rows.find(([at, name]) => at === "denied" && path.includes(name ?? ""));
    if (shut) return denied(`${shut[1]} may not be looked into`);
    const found = rows.filter(([at]) => path.includes(at ?? "")).flatMap(([, name]) => name ?? []);
    return [...new Set(found)].sort();
  };
}
