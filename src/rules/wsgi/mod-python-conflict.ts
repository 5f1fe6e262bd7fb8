import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { perSystem } from "../shared/systems.js";

const PORT = "port what still uses mod_python";

export const modPythonConflict = defineRule({
  id: "wsgi/mod-python-conflict",
  severity: "error",
  title: "mod_python is loaded beside mod_wsgi",
  why: "mod_wsgi 4 and 5 refuse to start with it, though the configuration test passes; with 6 both fight over one Python.",
  remedy: perSystem({
    debian: `Run a2dismod python, and ${PORT}.`,
    redhat: `Remove LoadModule python_module from /etc/httpd/conf.modules.d or conf.d, and ${PORT}.`,
    suse: `Run a2enmod -d python, and ${PORT}.`,
    otherwise: `Remove the line LoadModule python_module, and ${PORT}.`,
  }),
  needs: ["modules.mod_python", "modules.wsgi"],
  judge: (facts) =>
    facts["modules.mod_python"] === true && facts["modules.wsgi"] !== "absent"
      ? [
          {
            message: "python_module and wsgi_module are both loaded",
            evidence: evidenceOf(facts, "modules.mod_python", "modules.wsgi"),
          },
        ]
      : [],
});
