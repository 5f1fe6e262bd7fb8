import { defineRule } from "../rule.js";
import { inCommand } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";
import { sameFile } from "../shared/files.js";

export const pathDecides = defineRule({
  id: "python/path-decides",
  severity: "warning",
  title: "The first python3 on Apache's PATH decides which installation is used",
  why: "No home is configured, and the program that is found belongs to another installation than the Python library: packages are looked for there, and another PATH at the next start changes it.",
  remedy: (_os, facts) => {
    const [own, found] = [facts["python.library.prefix"], facts["python.predicted_prefix"]].map(inCommand);
    return own && found
      ? `Name the installation: WSGIPythonHome ${own} for the library's own, WSGIPythonHome ${found} for the one that is found now.`
      : "Name the installation with WSGIPythonHome.";
  },
  reference: "https://docs.python.org/3/c-api/init_config.html#python-path-configuration",
  needs: ["python.home", "python.predicted_prefix", "python.library.prefix"],
  uses: ["files.names"],
  judge(facts) {
    const prefix = facts["python.library.prefix"];
    const same = sameFile(facts["files.names"], facts["python.predicted_prefix"], prefix);
    if (facts["python.home"] !== "" || same !== false) return [];
    return [
      {
        message: `it leads to ${facts["python.predicted_prefix"]}, the library is of ${prefix}`,
        evidence: evidenceOf(facts, "python.home", "python.predicted_prefix", "python.library.prefix"),
        expected: prefix,
        actual: facts["python.predicted_prefix"],
      },
    ];
  },
});
