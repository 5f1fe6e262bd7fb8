import { defineRule, type RemedyFacts } from "../rule.js";
import { restarted } from "../shared/control.js";
import { makeAnew } from "../shared/environments.js";

const goneIn = (facts: RemedyFacts) =>
  (facts["python.homes"] ?? []).filter(({ base_exists }) => base_exists === false).map(({ home }) => home);

export const baseGone = defineRule({
  id: "python/base-gone",
  severity: "warning",
  title: "The Python that an environment was made with is gone",
  why: "mod_wsgi falls back to the library's own prefix and still comes up; pip and every script of the environment do not, and packages built for the other Python may fail.",
  remedy: (os, facts) =>
    `Make the environment anew with a Python that stays: ${makeAnew(facts, goneIn(facts))}, and install its packages there. ${restarted(os, facts)}`,
  reference: "https://docs.python.org/3/library/venv.html",
  needs: ["python.homes"],
  explains: ["python.home", "python.prefix", "python.base_prefix", "python.path", "python.predicted_prefix"],
  judge: (facts) =>
    facts["python.homes"]
      .filter(({ base_exists }) => base_exists === false)
      .map(({ home, source }) => ({
        message: `${home}: the directory that its pyvenv.cfg names does not exist`,
        evidence: `${home} (${source}): home = of pyvenv.cfg does not exist`,
      })),
});
