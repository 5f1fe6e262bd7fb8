import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { whyNotRunning } from "../apache/index.js";
import { denied, type FactsOf } from "../check.js";
import { linesOf, partOf, whyEmpty } from "../sections.js";
import { pythonVersion } from "./dynamic.js";
import type { facts } from "./facts.js";

/** Per process: `pid N`, then the files. An unreadable process is no evidence for the others. */
export function mappedLibraries(
  section: Section,
  known: { readonly "apache.running"?: boolean | Gap | undefined },
): Mapped {
  const unknown = whyNotRunning(known, "no process of this installation runs");
  if (unknown) return unmapped(unknown);
  const part = partOf(section, "mapped");
  const files = [...new Set(linesOf(section, "mapped").filter((line) => line.startsWith("/")))].sort();
  const libraries = files.filter((file) => pythonVersion(file.replace(/ \(deleted\)$/, "")));
  if (files.length === 0) {
    const gap = whyEmpty(section, "mapped", "no process maps a Python library");
    return unmapped(
      part && /denied/i.test(part.stderr)
        ? denied("/proc/PID/maps: only root and the owner may read it")
        : gap,
    );
  }
  const deleted = files.filter((file) => file.endsWith(GONE));
  return {
    "python.library.mapped": libraries,
    "wsgi.module_mapped": files.filter(isModule),
    "python.library.deleted": deleted.some(isPythonOrModule),
    "processes.deleted": deleted.map((file) => file.slice(0, -GONE.length)),
  };
}

type Mapped = Pick<
  FactsOf<typeof facts>,
  "python.library.mapped" | "wsgi.module_mapped" | "python.library.deleted" | "processes.deleted"
>;

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
