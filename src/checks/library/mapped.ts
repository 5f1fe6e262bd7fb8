import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { whyNotRunning } from "../apache/index.js";
import { denied, type FactsOf, failed } from "../check.js";
import { linesOf, partOf, whyEmpty } from "../sections.js";
import { pythonVersion } from "./dynamic.js";
import type { facts } from "./facts.js";

/**
 * Per process, the master first: `pid N`, then the files. Nothing mapped, nothing looked at and no permission to look are
 * three things: what is in no map is said only where the master's was read, and none was refused.
 */
export function mappedLibraries(
  section: Section,
  known: { readonly "apache.running"?: boolean | Gap | undefined },
): Mapped {
  const unknown = whyNotRunning(known, "no process of this installation runs");
  if (unknown) return unmapped(unknown);
  const files = [...new Set(linesOf(section, "mapped").filter((line) => line.startsWith("/")))].sort();
  const unseen = files.length === 0 ? whyUnseen(section) : undefined;
  if (unseen) return unmapped(unseen);
  const deleted = files.filter((file) => file.endsWith(GONE));
  return {
    "python.library.mapped": files.filter((file) => pythonVersion(file.replace(/ \(deleted\)$/, ""))),
    "wsgi.module_mapped": files.filter(isModule),
    "python.library.deleted": deleted.some(isPythonOrModule),
    "processes.deleted": deleted.map((file) => file.slice(0, -GONE.length)),
  };
}

/** Why nothing can be said of maps in which nothing was found; undefined where they were read. */
function whyUnseen(section: Section): Gap | undefined {
  const part = partOf(section, "mapped");
  if (part && /denied|not permitted/i.test(part.stderr))
    return denied("/proc/PID/maps: only root and the owner may read it");
  const [, ofMaster] = linesOf(section, "mapped");
  if (ofMaster === READ) return undefined;
  const gap = whyEmpty(section, "mapped", "");
  return gap.outcome === "absent" ? failed("/proc/PID/maps of the master was not read") : gap;
}

type Mapped = Pick<
  FactsOf<typeof facts>,
  "python.library.mapped" | "wsgi.module_mapped" | "python.library.deleted" | "processes.deleted"
>;

/** Where a process had maps to read. */
const READ = "read";

/** What the kernel adds to the name of a file that is not there any more. */
const GONE = " (deleted)";

const isPythonOrModule = (file: string) =>
  pythonVersion(file.slice(0, -GONE.length)) !== undefined || isModule(file);

const isModule = (file: string) => /\/[^/]*mod_wsgi[^/]*\.so[^/]*$/.test(file);

const unmapped = (gap: Gap): Mapped => ({
  "python.library.mapped": gap,
  "wsgi.module_mapped": gap,
  "python.library.deleted": gap,
  "processes.deleted": gap,
});
