import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { perSystem } from "../shared/systems.js";

export const libraryStatic = defineRule({
  id: "python/library-static",
  severity: "warning",
  title: "Python is linked into mod_wsgi statically",
  why: "Every process holds its own copy of Python, and C extensions that bring libpython along clash with it.",
  remedy: perSystem({
    debian: "Install libapache2-mod-wsgi-py3, or build Python with --enable-shared and mod_wsgi against it.",
    redhat: "Install python3-mod_wsgi, or build Python with --enable-shared and mod_wsgi against it.",
    suse: "Install apache2-mod_wsgi, or build Python with --enable-shared and mod_wsgi against it.",
    alpine: "Install apache2-mod-wsgi, or build Python with --enable-shared and mod_wsgi against it.",
    otherwise: "Build Python with --enable-shared, then mod_wsgi against it.",
  }),
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/installation-issues.html",
  needs: ["python.link"],
  uses: ["wsgi.module_path"],
  explains: ["wsgi.module_realpath", "wsgi.module_sha256", "python.library.mapped"],
  judge: (facts) =>
    facts["python.link"] === "static"
      ? [
          {
            message: "mod_wsgi.so holds a Python of its own",
            evidence: evidenceOf(facts, "python.link", "wsgi.module_path"),
          },
        ]
      : [],
});
