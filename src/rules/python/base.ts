import { homesIn } from "../homes.js";
import { defineRule, evidenceOf } from "../rule.js";

const REFERENCE = "https://docs.python.org/3/c-api/init_config.html#python-path-configuration";

export const baseMixed = defineRule({
  id: "python/base-mixed",
  severity: "warning",
  title: "The standard library is that of another installation than the Python library",
  why: "Modules and their C extensions come from one build, the interpreter from another: what they do not agree on crashes, at the latest when one of them is upgraded.",
  remedy:
    "Make the environment with the Python that mod_wsgi is linked to, or build mod_wsgi with the environment's.",
  reference: REFERENCE,
  needs: ["python.homes", "python.library.prefix"],
  judge(facts) {
    const prefix = String(facts["python.library.prefix"]);
    return homesIn(facts)
      .filter(({ kind, base, usable }) => kind === "venv" && usable === true && base && base !== prefix)
      .map(({ home, base, source }) => ({
        message: `${home} takes its standard library from ${base}, the library is of ${prefix}`,
        evidence: `${home} (${source}): base ${base}\n${evidenceOf(facts, "python.library.prefix")}`,
        expected: prefix,
        actual: base ?? "",
      }));
  },
});

export const baseGone = defineRule({
  id: "python/base-gone",
  severity: "warning",
  title: "The Python that an environment was made with is gone",
  why: "mod_wsgi falls back to the library's own prefix and still comes up; pip and every script of the environment do not, and packages built for the other Python may fail.",
  remedy:
    "Make the environment anew with a Python that stays: python3 -m venv --clear, then install its requirements.",
  reference: "https://docs.python.org/3/library/venv.html",
  needs: ["python.homes"],
  judge: (facts) =>
    homesIn(facts)
      .filter(({ base_exists }) => base_exists === false)
      .map(({ home, source }) => ({
        message: `${home}: the directory that its pyvenv.cfg names does not exist`,
        evidence: `${home} (${source}): home = of pyvenv.cfg does not exist`,
      })),
});

export const pathFirst = defineRule({
  id: "python/path-decides",
  severity: "warning",
  title: "The first python3 on Apache's PATH decides which installation is used",
  why: "No home is configured, and the program that is found belongs to another installation than the Python library: packages are looked for there, and another PATH at the next start changes it.",
  remedy: "Name the installation with WSGIPythonHome.",
  reference: REFERENCE,
  needs: ["python.home", "python.predicted_prefix", "python.library.prefix"],
  judge(facts) {
    const prefix = String(facts["python.library.prefix"]);
    if (facts["python.home"] !== "" || facts["python.predicted_prefix"] === prefix) return [];
    return [
      {
        message: `it leads to ${facts["python.predicted_prefix"]}, the library is of ${prefix}`,
        evidence: evidenceOf(facts, "python.home", "python.predicted_prefix", "python.library.prefix"),
        expected: prefix,
        actual: String(facts["python.predicted_prefix"]),
      },
    ];
  },
});
