import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { sameFile } from "../shared/files.js";
import { perSystem } from "../shared/systems.js";

export const baseMixed = defineRule({
  id: "python/base-mixed",
  severity: "warning",
  title: "The standard library is that of another installation than the Python library",
  why: "Modules and their C extensions come from one build, the interpreter from another: what they do not agree on crashes, at the latest when one of them is upgraded.",
  remedy: perSystem({
    macos:
      "Make the environment with the Python that mod_wsgi is linked to, or build mod_wsgi with the environment's: with ./configure --disable-framework, where the framework of another installation is taken.",
    otherwise:
      "Make the environment with the Python that mod_wsgi is linked to, or build mod_wsgi with the environment's.",
  }),
  reference: "https://docs.python.org/3/c-api/init_config.html#python-path-configuration",
  needs: ["python.homes", "python.library.prefix"],
  uses: ["files.names"],
  judge(facts) {
    const prefix = facts["python.library.prefix"];
    return facts["python.homes"]
      .filter(
        ({ kind, base, usable }) =>
          kind === "venv" &&
          usable === true &&
          base &&
          sameFile(facts["files.names"], base, prefix) === false,
      )
      .map(({ home, base, source }) => ({
        message: `${home} takes its standard library from ${base}, the library is of ${prefix}`,
        evidence: `${home} (${source}): base ${base}\n${evidenceOf(facts, "python.library.prefix")}`,
        expected: prefix,
        actual: base ?? "",
      }));
  },
});
