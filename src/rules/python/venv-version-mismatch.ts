import { defineRule, type RemedyFacts } from "../rule.js";
import { candidatesFor } from "../shared/candidates.js";
import { restarted } from "../shared/control.js";
import { makeAnew } from "../shared/environments.js";
import { perSystem } from "../shared/systems.js";

const minor = (version: string) => version.split(".").slice(0, 2).join(".");

/** Environments of another Python than the one that runs. */
function strangersIn(facts: RemedyFacts): string[] {
  const library = minor(facts["python.library.version"] ?? "");
  return (facts["python.homes"] ?? [])
    .filter(({ kind, version }) => /^v/.test(kind) && version !== null && minor(version) !== library)
    .map(({ home }) => home);
}

const recreated = (or: string) => (os: string, facts: RemedyFacts) =>
  `Make the environment anew with mod_wsgi's Python: ${makeAnew(facts, strangersIn(facts))}, and install its packages there; or ${or}. ${restarted(os, facts)}`;

export const venvVersionMismatch = defineRule({
  id: "python/venv-version-mismatch",
  severity: "error",
  title: "A virtual environment was made for another Python than the one that runs",
  why: "Python starts, but looks for packages under another lib/pythonX.Y: imports fail with 'No module named …'.",
  remedy: perSystem({
    redhat: recreated("install the mod_wsgi of the old one's Python (pythonX.Y-mod_wsgi)"),
    otherwise: recreated("pip install mod_wsgi in the old one and load that"),
  }),
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/virtual-environments.html",
  needs: ["python.homes", "python.library.version"],
  explains: ["python.home", "python.prefix", "python.base_prefix", "python.path", "python.predicted_prefix"],
  judge(facts) {
    const library = facts["python.library.version"];
    const environments = facts["python.homes"].filter(({ kind }) => kind === "venv" || kind === "virtualenv");
    const fitting = environments
      .filter(
        ({ usable, version }) => usable === true && version !== null && minor(version) === minor(library),
      )
      .map(({ home }) => home);
    const offences = environments.flatMap(({ home, source, version }) =>
      version === null || minor(version) === minor(library)
        ? []
        : {
            message: `${home} is for Python ${version}, mod_wsgi runs ${library}${candidatesFor(fitting, `the host has for ${library}`)}`,
            evidence: `${home} (${source}): made for ${version}\npython.library.version = ${library}`,
            expected: library,
            actual: minor(version),
          },
    );
    const silent = environments.find(({ version }) => version === null);
    return silent && offences.length === 0
      ? { because: `${silent.home} does not tell which Python it is for` }
      : offences;
  },
});
