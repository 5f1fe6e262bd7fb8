import type { Home } from "../../checks/python/homes.js";
import { defineRule } from "../rule.js";
import { candidatesFor } from "../shared/candidates.js";

/** That a directory may not be entered is no matter of another one. */
const lacksLibrary = ({ reason }: Home) => /standard library|does not exist/.test(reason);

export const homeUnusable = defineRule({
  id: "python/home-unusable",
  severity: "error",
  title: "Python cannot start from a configured home",
  why: "Processes die with \"No module named 'encodings'\" or a segmentation fault, and are started again without end.",
  remedy:
    "Name the root of the virtual environment or installation, not its bin/python or lib; Apache's user must be able to enter it.",
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/virtual-environments.html",
  needs: ["python.homes"],
  uses: ["files.problems", "python.candidates", "python.library.version"],
  explains: ["python.home", "python.prefix", "python.base_prefix", "python.path", "python.predicted_prefix"],
  judge(facts) {
    const homes = facts["python.homes"];
    const others = candidatesFor(
      facts["python.candidates"],
      `a standard library of Python ${facts["python.library.version"]} is in`,
    );
    const entered = new Set((facts["files.problems"] ?? []).map(({ problem }) => problem));
    const offences = homes
      .filter(({ usable }) => usable === false)
      // That its user may not enter the home itself is what python/home-not-accessible says.
      .filter(({ reason }) => !reason.includes(" may not ") || !entered.has(reason))
      .map((each) => ({
        message: `${each.home}: ${each.reason}${lacksLibrary(each) ? others : ""}`,
        evidence: `${each.home} (${each.source}): ${each.reason}`,
      }));
    const unseen = homes.find(({ usable }) => usable === null);
    return unseen && offences.length === 0 ? { because: `${unseen.home}: ${unseen.reason}` } : offences;
  },
});
