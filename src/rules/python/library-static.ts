import { defineRule, type RemedyFacts } from "../rule.js";
import { restarted } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";
import { perSystem } from "../shared/systems.js";

const built = (other: string) => (os: string, facts: RemedyFacts) => {
  const words = `${other}build Python with --enable-shared and mod_wsgi against it.`;
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} ${restarted(os, facts)}`;
};

export const libraryStatic = defineRule({
  id: "python/library-static",
  severity: "warning",
  title: "Python is linked into mod_wsgi statically",
  why: "Every process holds its own copy of Python, and C extensions that bring libpython along clash with it.",
  remedy: perSystem({
    debian: built("install libapache2-mod-wsgi-py3, or "),
    redhat: built("install python3-mod_wsgi, or "),
    suse: built("install apache2-mod_wsgi, or "),
    alpine: built("install apache2-mod-wsgi, or "),
    otherwise: built(""),
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
