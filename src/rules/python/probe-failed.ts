import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";

export const probeFailed = defineRule({
  id: "python/probe-failed",
  severity: "error",
  title: "Python does not come up in a private server of this installation",
  why: "The same module, library and home, with the same environment, cannot start an interpreter: the real server will not at its next start either, unless only the login lacks a permission.",
  remedy:
    "See the message: most often the home is not one that the library can use, or a library or module is missing. Make sure that the login may read what Apache's user may read.",
  reference: "https://docs.python.org/3/c-api/init_config.html#python-path-configuration",
  needs: ["probe.error"],
  uses: ["python.home", "python.library.path_apache"],
  judge: (facts) =>
    facts["probe.error"] === ""
      ? []
      : [
          {
            message: facts["probe.error"],
            evidence: evidenceOf(facts, "probe.error", "python.home", "python.library.path_apache"),
          },
        ],
});
