import { saysOfFile } from "../shared/loader.js";
import { defineRefusal, NO_START } from "../shared/refusal.js";
import { perSystem } from "../shared/systems.js";

export const moduleSymbol = defineRefusal({
  id: "apache/module-symbol",
  title: "A module asks for a symbol that no loaded library or program has",
  why: `${NO_START} The module was compiled for another httpd, or for another Python or library than the one that is found: names that begin with Py are Python's, those with ap_ and unixd_ httpd's.`,
  remedy: perSystem({
    debian:
      "Install the module's package of this release again (apt install --reinstall libapache2-mod-wsgi-py3 for mod_wsgi), or build it anew with the apxs and the Python of this host.",
    redhat:
      "Install the module's package of this release again (dnf reinstall python3-mod_wsgi for mod_wsgi), or build it anew with the apxs and the Python of this host.",
    macos:
      "Build the module anew with the apxs of this httpd and the Python that it is to run; for mod_wsgi ./configure --disable-framework links the library of that Python itself.",
    otherwise:
      "Build the module anew with the apxs of this httpd and the Python or library that it is to run with.",
  }),
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/installation-issues.html",
  anyhow: true,
  matches: saysOfFile(/undefined symbol/i, /symbol not found/i),
});
