import { inRange } from "../../base/version-range.js";
import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";

/** Releases of mod_wsgi that first support a Python, from its release notes. */
const FIRST: readonly (readonly [python: string, wsgi: string])[] = [
  [">=3.13", "5.0.1"],
  // https://github.com/GrahamDumpleton/mod_wsgi/issues/865
  [">=3.12", "5.0.0"],
  [">=3.11", "4.9.1"],
  [">=3.10", "4.9.0"],
  [">=3.8", "4.6.8"],
];

export const tooOldForPython = defineRule({
  id: "wsgi/too-old-for-python",
  severity: "warning",
  title: "mod_wsgi is older than the first release that supports this Python",
  why: "It was built against interfaces that this Python has changed: processes crash at their start, at their end or under threads.",
  remedy:
    "Upgrade mod_wsgi (pip install -U mod_wsgi in that Python's environment, or the distribution's package for it).",
  reference: "https://modwsgi.readthedocs.io/en/latest/release-notes.html",
  needs: ["wsgi.version", "python.library.version"],
  judge(facts) {
    const [wsgi, python] = [facts["wsgi.version"], facts["python.library.version"]];
    const first = FIRST.find(([range]) => inRange(python, range))?.[1];
    if (first === undefined || !inRange(wsgi, `<${first}`)) return [];
    return [
      {
        message: `mod_wsgi ${wsgi} with Python ${python}: ${first} is the first release for it`,
        evidence: evidenceOf(facts, "wsgi.version", "python.library.version"),
        expected: first,
        actual: wsgi,
      },
    ];
  },
});
