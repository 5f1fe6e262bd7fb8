import { inRange } from "../../base/version-range.js";
import { defineRule } from "../rule.js";
import { UNMENDED } from "../shared/end-of-life.js";
import { evidenceOf } from "../shared/evidence.js";

/** Last day of security fixes, by https://devguide.python.org/versions/ (planned ones for releases to come). */
const PYTHON: Readonly<Record<string, string>> = {
  "2.6": "2013-10-29",
  "2.7": "2020-01-01",
  "3.4": "2019-03-18",
  "3.5": "2020-09-30",
  "3.6": "2021-12-23",
  "3.7": "2023-06-27",
  "3.8": "2024-10-07",
  "3.9": "2025-10-31",
  "3.10": "2026-10-31",
  "3.11": "2027-10-31",
  "3.12": "2028-10-31",
  "3.13": "2029-10-31",
  "3.14": "2030-10-31",
};

export const pythonEndOfLife = defineRule({
  id: "python/end-of-life",
  severity: "info",
  title: "The Python release has reached its end",
  why: UNMENDED,
  remedy:
    "Plan the next release of the distribution or of Python, and build mod_wsgi and the environments for it.",
  reference: "https://devguide.python.org/versions/",
  needs: ["python.library.version", "host.time"],
  explains: ["python.version", "python.library.name"],
  judge(facts) {
    const version = facts["python.library.version"];
    const end = Object.hasOwn(PYTHON, version) ? PYTHON[version] : undefined;
    const today = facts["host.time"].slice(0, 10);
    if (end === undefined) return inRange(version, "<3.4") ? [ended(version, "before 2019")] : [];
    return today > end
      ? [{ ...ended(version, end), evidence: evidenceOf(facts, "python.library.version", "host.time") }]
      : [];
  },
});

const ended = (version: string, end: string) => ({
  message: `Python ${version} ended on ${end}`,
  evidence: `python.library.version = ${version}`,
});
