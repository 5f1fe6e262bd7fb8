import { defineRule, type KnownFacts } from "../rule.js";

/** A record of the fact `python.homes`. */
interface Home {
  home: string;
  source: string;
  kind: string;
  version: string | null;
  usable: boolean;
  reason: string;
}

const homesIn = (facts: KnownFacts) => (facts["python.homes"] ?? []) as unknown as readonly Home[];

const minor = (version: string) => version.split(".").slice(0, 2).join(".");

export const venvVersionMismatch = defineRule({
  id: "python/venv-version-mismatch",
  severity: "error",
  title: "A virtual environment was made for another Python than the one that runs",
  why: "Python starts, but its packages are looked for under another lib/pythonX.Y: imports fail with 'No module named …'.",
  remedy:
    "Make the environment anew with the Python that mod_wsgi was built for, or install a mod_wsgi built for that environment.",
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/virtual-environments.html",
  needs: ["python.homes", "python.library.version"],
  judge(facts) {
    const library = String(facts["python.library.version"]);
    return homesIn(facts)
      .filter(({ kind, version }) => kind === "venv" && version !== null && minor(version) !== library)
      .map(({ home, source, version }) => ({
        message: `${home} is for Python ${version}, mod_wsgi runs ${library}`,
        evidence: `${home} (${source}): pyvenv.cfg says ${version}\npython.library.version = ${library}`,
        expected: library,
        actual: minor(String(version)),
      }));
  },
});

export const homeUnusable = defineRule({
  id: "python/home-unusable",
  severity: "error",
  title: "Python cannot start from a configured home",
  why: "Processes die with \"No module named 'encodings'\" or a segmentation fault, and are started again without end.",
  remedy:
    "Name the root of the virtual environment or installation, not its bin/python or lib; Apache's user must be able to enter it.",
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/virtual-environments.html",
  needs: ["python.homes"],
  judge: (facts) =>
    homesIn(facts)
      .filter(({ usable }) => !usable)
      .map(({ home, source, reason }) => ({
        message: `${home}: ${reason}`,
        evidence: `${home} (${source}): ${reason}`,
      })),
});
