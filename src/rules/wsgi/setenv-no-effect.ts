import { defineRule } from "../rule.js";

export const setenvNoEffect = defineRule({
  id: "wsgi/setenv-no-effect",
  severity: "info",
  title: "SetEnv of a variable that reaches no WSGI interpreter",
  why: "SetEnv adds to the environment of a request, which CGI scripts are started with; the interpreters of mod_wsgi run before there is one, and look for libraries and packages as if it were not there.",
  remedy:
    "For packages use python-path= of WSGIDaemonProcess, or WSGIPythonPath; for the installation python-home= or WSGIPythonHome; for libraries what starts Apache (Debian: /etc/apache2/envvars; a unit's Environment=). Where a CGI script needs it, leave it.",
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/virtual-environments.html",
  needs: ["wsgi.setenv", "modules.wsgi"],
  judge: (facts) =>
    facts["modules.wsgi"] === "absent"
      ? []
      : facts["wsgi.setenv"].map((each) => ({
          message: `${each} reaches no interpreter of mod_wsgi`,
          evidence: `wsgi.setenv: ${each}`,
        })),
});
