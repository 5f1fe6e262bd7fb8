import { defineRule, type RemedyFacts } from "../rule.js";
import { restarted } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";
import { setIn, settersOf } from "../shared/setters.js";
import { perSystem } from "../shared/systems.js";

/** The lines that set one of them, else the place where the system has such lines. */
const removedFrom = (usual: string) => (os: string, facts: RemedyFacts) => {
  const places = (facts["apache.variables_at"] ?? []).filter((place) => place.startsWith("PYTHON"));
  const where = places.map((place) => place.slice(place.indexOf(" ") + 1)).join(", ");
  return `Remove it from ${where || usual}, and name the home with WSGIPythonHome or python-home=, paths with python-path=. ${restarted(os, facts)}`;
};

export const environmentVariable = defineRule({
  id: "python/environment-variable",
  severity: "warning",
  title: "PYTHONHOME or PYTHONPATH in Apache's environment decides which Python runs",
  why: "It holds for every interpreter of the server and outweighs virtual environments; started by hand or at boot the server may have it or not.",
  remedy: perSystem({
    debian: removedFrom("/etc/apache2/envvars and from the service's drop-ins"),
    redhat: removedFrom("/etc/sysconfig/httpd and from the service's drop-ins"),
    otherwise: removedFrom("what starts Apache"),
  }),
  reference: "https://docs.python.org/3/using/cmdline.html#envvar-PYTHONHOME",
  needs: ["apache.python_environment"],
  uses: ["apache.environment", "apache.variables_at"],
  judge: (facts) =>
    facts["apache.python_environment"].map((pair) => ({
      message: `${pair}${setIn(settersOf(facts["apache.variables_at"], pair.slice(0, pair.indexOf("="))))}`,
      evidence: evidenceOf(facts, "apache.python_environment", "apache.environment", "apache.variables_at"),
    })),
});
