import type { Application } from "../../apache-config/applications.js";
import { isUndecided } from "../../apache-config/undecided.js";
import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { absent, denied, type KnownOf, valueIn } from "../check.js";
import { daemonsIn } from "../config/daemons.js";
import type { config } from "../config/index.js";
import { homeEvidence } from "../python/evidence.js";
import type { python } from "../python/index.js";
import { linesOf, partOf, whyEmpty } from "../sections.js";

type Known = KnownOf<readonly [typeof config, typeof python]>;

/** Directories that a process with that home imports from, as far as they were listed. */
function directoriesOf(section: Section, home: string, known: Known): readonly string[] {
  if (home === "") {
    const path = valueIn(known, "python.path");
    return Array.isArray(path) ? path.map(String) : [];
  }
  const { settings, baseRoots } = homeEvidence(section, home);
  const own = linesOf(section, `modules ${home}`);
  const system = settings?.get("include-system-site-packages")?.toLowerCase() === "true";
  return system ? [...own, ...baseRoots.flatMap((base) => linesOf(section, `modules ${base}`))] : own;
}

function pythonPath(app: Application, known: Known): string[] {
  const daemons = daemonsIn(known);
  const daemon = daemons.find(({ name }) => name === app.processGroup);
  return daemon?.python_path?.split(":") ?? [];
}

/** Tells of each application which of the packages that matter to mod_wsgi its process can import. */
export function packagesOf(section: Section | undefined, known: Known): (app: Application) => string[] | Gap {
  if (!section || partOf(section, "packages")?.status !== 0)
    return () => whyEmpty(section, "packages", "no Python library was found");
  const rows = linesOf(section, "packages").map((line) => line.split("\t") as [string, string]);
  return (app) => {
    if (isUndecided(app.pythonHome)) return absent(app.pythonHome.undecided);
    const directories = new Set([
      ...directoriesOf(section, app.pythonHome, known),
      ...pythonPath(app, known),
    ]);
    const shut = rows.find(([at, name]) => at === "denied" && directories.has(name));
    if (shut) return denied(`${shut[1]} may not be looked into`);
    const found = rows.filter(([at]) => directories.has(at)).map(([, name]) => name);
    return [...new Set(found)].sort();
  };
}
