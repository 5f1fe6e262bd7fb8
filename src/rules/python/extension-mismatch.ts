import { defineRule } from "../rule.js";
import { restarted } from "../shared/control.js";
import { reinstalled } from "../shared/environments.js";
import { evidenceOf } from "../shared/evidence.js";
import { firstOf } from "../shared/first-of.js";

const MOST = 3;

export const extensionMismatch = defineRule({
  id: "python/extension-mismatch",
  severity: "warning",
  title: "Extension modules on a search path are of another Python",
  why: "Python looks for a module by the names that its own build gives them, and passes over all others: the import says that there is no such module, though the package is installed.",
  remedy: (os, facts) =>
    `Install the packages that they belong to anew, with the Python that mod_wsgi runs: ${reinstalled(facts["wsgi.foreign_extensions"])}; an environment that was copied from another machine, or made with another Python, is best made anew. ${restarted(os, facts)}`,
  needs: ["wsgi.foreign_extensions"],
  uses: ["python.library.version", "packages.extension_tag"],
  judge(facts) {
    const found = facts["wsgi.foreign_extensions"];
    if (found.length === 0) return [];
    const files = found.reduce((sum, each) => sum + each.files, 0);
    const tags = new Map<string, number>();
    for (const each of found)
      if (each.tags !== "") tags.set(each.tags, (tags.get(each.tags) ?? 0) + each.files);
    const counted = [...tags].map(([tag, count]) => `${tag} (${count})`);
    const named = found
      .filter(({ module }) => module !== "")
      .map((each) => `${each.directory}/${each.module}`);
    const own = facts["packages.extension_tag"];
    const python = own ? `, which takes ${own}` : "";
    return [
      {
        message: `${files === 1 ? "1 module is" : `${files} modules are`} not loaded by Python ${facts["python.library.version"] ?? ""}${python}: their names are of ${firstOf(counted, MOST)}: ${firstOf(named, MOST, files)}`,
        evidence: evidenceOf(facts, "packages.extension_tag", "python.library.version"),
        actual: files,
      },
    ];
  },
});
