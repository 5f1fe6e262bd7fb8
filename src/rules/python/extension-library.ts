import type { NeededLibrary } from "../../checks/packages/extensions.js";
import { defineRule } from "../rule.js";
import { restarted } from "../shared/control.js";
import { reinstalled } from "../shared/environments.js";
import { evidenceOf } from "../shared/evidence.js";
import { firstOf } from "../shared/first-of.js";

const MOST = 3;

const isMissing = ({ found }: NeededLibrary) => found === "not found";

const isOtherPython = ({ library, found }: NeededLibrary) =>
  library.startsWith("libpython") && found.startsWith("/");

const namesOf = (found: readonly NeededLibrary[]) =>
  found.map(({ directory, file, library }) => `${library} by ${directory}/${file}`);

export const extensionLibrary = defineRule({
  id: "python/extension-library",
  severity: "warning",
  title: "An extension module needs a library that is not there, or another Python",
  why: "The loader loads a module with all that it needs: where one library is missing, the import fails. With the library of another Python two of them are in one process, and objects of one are taken for those of the other.",
  remedy: (os, facts) => {
    const found = (facts["wsgi.missing_libraries"] ?? []).filter(
      (each) => isMissing(each) || isOtherPython(each),
    );
    return `Install the packages that the modules belong to anew, on this host and with the Python that mod_wsgi runs: ${reinstalled(found)}. Or install the library by the system's packages. ${restarted(os, facts)}`;
  },
  needs: ["wsgi.missing_libraries"],
  uses: ["packages.unread_extensions", "python.library.version"],
  judge(facts) {
    const all = facts["wsgi.missing_libraries"];
    const [missing, other] = [namesOf(all.filter(isMissing)), namesOf(all.filter(isOtherPython))];
    if (missing.length + other.length === 0) {
      const open = all.find(({ found }) => found === "unknown");
      if (open) return { because: `where the loader finds ${open.library} could not be looked at` };
      const unread = facts["packages.unread_extensions"] ?? 0;
      return unread > 0 ? { because: `${unread} extension modules were not read` } : [];
    }
    const said = [
      ...(missing.length > 0 ? [`not found: ${firstOf(missing, MOST)}`] : []),
      ...(other.length > 0
        ? [
            `of another Python than ${facts["python.library.version"] ?? "the server's"}: ${firstOf(other, MOST)}`,
          ]
        : []),
    ];
    return [
      {
        message: said.join("; "),
        evidence: evidenceOf(facts, "wsgi.missing_libraries", "python.library.version"),
        actual: missing.length + other.length,
      },
    ];
  },
});
