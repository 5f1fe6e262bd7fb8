import type { ByteCode } from "../../checks/packages/extensions.js";
import { defineRule } from "../rule.js";
import { restarted } from "../shared/control.js";
import { reinstalled } from "../shared/environments.js";
import { evidenceOf } from "../shared/evidence.js";
import { firstOf } from "../shared/first-of.js";

const MOST = 3;

/** What an import can name: test data and scripts lie below other names. */
const isModule = ({ module }: ByteCode) => /^[A-Za-z_]\w*(?:\/[A-Za-z_]\w*)*$/.test(module);

export const byteCodeMismatch = defineRule({
  id: "python/byte-code-mismatch",
  severity: "warning",
  title: "Byte code without source on a search path is of another Python",
  why: "Each version of Python has byte code of its own. Where there is nothing else, the import fails: bad magic number.",
  remedy: (os, facts) =>
    `Install the packages that they belong to anew, in a release for the Python that mod_wsgi runs, or with their sources: ${reinstalled(facts["wsgi.refused_byte_code"])}. What was copied without sources has to be compiled with this Python (compileall -b). ${restarted(os, facts)}`,
  reference: "https://docs.python.org/3/tutorial/modules.html#compiled-python-files",
  needs: ["wsgi.refused_byte_code"],
  uses: ["python.library.version"],
  judge(facts) {
    const found = facts["wsgi.refused_byte_code"].filter(isModule);
    if (found.length === 0) return [];
    const named = found.map(({ directory, module }) => `${directory}/${module}.pyc`);
    const are = found.length === 1 ? "1 module is" : `${found.length} modules are`;
    return [
      {
        message: `${are} not loaded by Python ${facts["python.library.version"] ?? ""}, whose byte code begins otherwise, and no source lies there: ${firstOf(named, MOST)}`,
        evidence: evidenceOf(facts, "wsgi.refused_byte_code", "python.library.version"),
        actual: found.length,
      },
    ];
  },
});
