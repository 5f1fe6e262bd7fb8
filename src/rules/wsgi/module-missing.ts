import { defineRefusal, isUnknownDirective, NO_START } from "../shared/refusal.js";
import { perSystem } from "../shared/systems.js";

export const moduleMissing = defineRefusal({
  id: "wsgi/module-missing",
  title: "WSGI directives stand in the configuration, and mod_wsgi is not loaded",
  why: NO_START,
  remedy: perSystem({
    debian: "Install libapache2-mod-wsgi-py3 and run a2enmod wsgi.",
    redhat:
      "Install python3-mod_wsgi (mod_wsgi before RHEL 8); its file in conf.modules.d holds the LoadModule.",
    otherwise: "Add LoadModule wsgi_module before the first WSGI directive.",
  }),
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/quick-installation-guide.html",
  matches: (message, wsgi) => isUnknownDirective(message) && wsgi === "absent",
});
