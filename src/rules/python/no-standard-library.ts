import { defineRule } from "../rule.js";
import { candidatesFor } from "../shared/candidates.js";
import { inCommand } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";

export const noStandardLibrary = defineRule({
  id: "python/no-standard-library",
  severity: "error",
  title: "The Python library leads to no standard library",
  why: "Processes die with \"No module named 'encodings'\" as soon as Python starts in them, and are started again without end: it was moved, or only a part of its installation is there.",
  remedy: (_os, facts) => {
    const moved = inCommand(facts["python.candidates"]?.[0]) ?? "DIRECTORY";
    return `Install the whole Python again where it was built for, or name the directory that it was moved to: WSGIPythonHome ${moved}.`;
  },
  reference: "https://docs.python.org/3/c-api/init_config.html#python-path-configuration",
  needs: ["python.obstacle"],
  uses: ["python.candidates", "python.library.path_apache", "python.library.version"],
  explains: ["python.prefix", "python.base_prefix", "python.path", "python.predicted_prefix"],
  judge: (facts) =>
    facts["python.obstacle"] === ""
      ? []
      : [
          {
            message: `${facts["python.obstacle"]}${candidatesFor(facts["python.candidates"], "one is in")}`,
            evidence: evidenceOf(
              facts,
              "python.obstacle",
              "python.library.path_apache",
              "python.library.version",
              "python.candidates",
            ),
          },
        ],
});
