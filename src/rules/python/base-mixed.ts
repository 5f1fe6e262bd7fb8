import { defineRule, type RemedyFacts } from "../rule.js";
import { restarted } from "../shared/control.js";
import { makeAnew } from "../shared/environments.js";
import { evidenceOf } from "../shared/evidence.js";
import { sameFile } from "../shared/files.js";
import { perSystem } from "../shared/systems.js";

type Known = Pick<RemedyFacts, "python.homes" | "python.library.prefix" | "files.names">;

/** Environments that work, and whose base is another installation than the library's. */
const mixedIn = (facts: Known) =>
  (facts["python.homes"] ?? []).filter(
    ({ kind, base, base_exists, usable }) =>
      kind === "venv" &&
      // That it is gone is what python/base-gone says.
      base_exists !== false &&
      usable === true &&
      base &&
      sameFile(facts["files.names"], base, facts["python.library.prefix"] ?? "") === false,
  );

const made = (or: string) => (os: string, facts: RemedyFacts) => {
  const homes = mixedIn(facts).map(({ home }) => home);
  return `Make the environment with the Python that mod_wsgi is linked to: ${makeAnew(facts, homes)}, and install its packages there; or ${or}. ${restarted(os, facts)}`;
};

export const baseMixed = defineRule({
  id: "python/base-mixed",
  severity: "warning",
  title: "The standard library is that of another installation than the Python library",
  why: "Modules and their C extensions come from one build, the interpreter from another: what they do not agree on crashes, at the latest when one of them is upgraded.",
  remedy: perSystem({
    macos: made(
      "build mod_wsgi with the environment's: with ./configure --disable-framework, where the framework of another installation is taken",
    ),
    otherwise: made("build mod_wsgi with the environment's"),
  }),
  reference: "https://docs.python.org/3/c-api/init_config.html#python-path-configuration",
  needs: ["python.homes", "python.library.prefix"],
  uses: ["files.names"],
  judge(facts) {
    const prefix = facts["python.library.prefix"];
    return mixedIn(facts).map(({ home, base, source }) => ({
      message: `${home} takes its standard library from ${base}, the library is of ${prefix}`,
      evidence: `${home} (${source}): base ${base}\n${evidenceOf(facts, "python.library.prefix")}`,
      expected: prefix,
      actual: base ?? "",
    }));
  },
});
