import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { setIn, settersOf } from "../shared/setters.js";
import { perSystem } from "../shared/systems.js";

const WHERE = "and name the home with WSGIPythonHome or python-home=, paths with python-path=.";

export const environmentVariable = defineRule({
  id: "python/environment-variable",
  severity: "warning",
  title: "PYTHONHOME or PYTHONPATH in Apache's environment decides which Python runs",
  why: "It holds for every interpreter of the server and outweighs virtual environments; started by hand or at boot the server may have it or not.",
  remedy: perSystem({
    debian: `Remove it from /etc/apache2/envvars and from the service's drop-ins, ${WHERE}`,
    redhat: `Remove it from /etc/sysconfig/httpd and from the service's drop-ins, ${WHERE}`,
    otherwise: `Remove it from what starts Apache, ${WHERE}`,
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
