import { defineRule, type RemedyFacts } from "../rule.js";
import { pythonOf } from "../shared/environments.js";
import { evidenceOf } from "../shared/evidence.js";

/** Whether no interpreter looks for its packages by way of PATH: each has a home. */
function areNamed(facts: RemedyFacts): boolean {
  if (facts["python.home"]) return true;
  const daemons = facts["wsgi.daemons"] ?? [];
  return facts["wsgi.modes"]?.join() === "daemon" && daemons.every(({ python_home }) => python_home !== null);
}

export const otherOnPath = defineRule({
  id: "python/other-on-path",
  severity: "info",
  title: "python3 on Apache's PATH is of another version than the Python that mod_wsgi runs",
  why: "mod_wsgi runs the library that it was built for, whichever python3 comes first: what that one's pip installs, mod_wsgi's Python does not find.",
  remedy: (_os, facts) =>
    `Install the application's packages with the Python that mod_wsgi runs, best in a virtual environment: ${pythonOf(facts)} -m venv DIRECTORY, named by WSGIPythonHome DIRECTORY, or python-home= of every group. To run on the other Python, install mod_wsgi with that one (pip install mod_wsgi) and load its module.`,
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/virtual-environments.html",
  needs: ["python.program_version", "python.library.version"],
  uses: ["python.program", "apache.environment", "python.home", "wsgi.daemons", "wsgi.modes"],
  judge(facts) {
    const [program, library] = [facts["python.program_version"], facts["python.library.version"]];
    if (program === library || areNamed(facts)) return [];
    const where = facts["apache.environment"] === "none" ? "the PATH of services" : "Apache's PATH";
    return [
      {
        message: `${facts["python.program"] ?? "python3"} on ${where} is ${program}, mod_wsgi runs ${library}`,
        evidence: evidenceOf(facts, "python.program", "python.program_version", "python.library.version"),
        expected: library,
        actual: program,
      },
    ];
  },
});
