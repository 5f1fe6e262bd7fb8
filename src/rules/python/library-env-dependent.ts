import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { sameFile } from "../shared/files.js";
import { perSystem } from "../shared/systems.js";

/** Facts, and the environment that each was found in. */
const SEARCHES = {
  "python.library.path": "without LD_LIBRARY_PATH",
  "python.library.path_login": "with the login's",
  "python.library.path_apache": "in Apache's environment",
} as const;

const PATHS = Object.keys(SEARCHES) as (keyof typeof SEARCHES)[];

export const libraryEnvDependent = defineRule({
  id: "python/library-env-dependent",
  severity: "warning",
  title: "Which Python library is found depends on LD_LIBRARY_PATH",
  why: "Which Python runs depends on who starts Apache: at boot one, after a restart by hand another.",
  remedy: perSystem({
    debian:
      "Remove LD_LIBRARY_PATH from /etc/apache2/envvars and record the directory in mod_wsgi.so (RPATH) or in /etc/ld.so.conf.d.",
    redhat:
      "Remove LD_LIBRARY_PATH from the unit (systemctl cat httpd) or /etc/sysconfig/httpd and record the directory in mod_wsgi.so (RPATH) or in /etc/ld.so.conf.d.",
    suse: "Remove LD_LIBRARY_PATH from the unit (systemctl cat apache2) or /etc/sysconfig/apache2 and record the directory in mod_wsgi.so (RPATH) or in /etc/ld.so.conf.d.",
    alpine:
      "Remove LD_LIBRARY_PATH from /etc/conf.d/apache2 and record the directory in mod_wsgi.so (RPATH) or in /etc/ld-musl-ARCH.path.",
    freebsd:
      "Remove LD_LIBRARY_PATH from apache24_env or envvars.d and record the directory in mod_wsgi.so (RPATH) or in ldconfig_paths.",
    otherwise:
      "Remove LD_LIBRARY_PATH from Apache's environment and record the directory in mod_wsgi.so (RPATH) or with the loader.",
  }),
  reference:
    "https://modwsgi.readthedocs.io/en/latest/user-guides/checking-your-installation.html#python-shared-library",
  needs: [],
  uses: [...PATHS, "python.library.found_by", "files.names"],
  explains: ["host.ld_library_path", "python.library.mapped", "python.library.prefix"],
  judge(facts) {
    if (/^(LoadFile|another file)$/.test(facts["python.library.found_by"] ?? "")) return [];
    const known = PATHS.filter((id) => facts[id] !== undefined);
    if (known.length < 2) return { lacking: PATHS };
    // That is python/library-not-found, of the same cause.
    if (facts["python.library.path"] === "not found" || facts["python.library.path_apache"] === "not found")
      return [];
    const [first = "", ...others] = known.map((id) => facts[id] ?? "");
    const same = others.map((other) => sameFile(facts["files.names"], first, other));
    if (same.every((each) => each === true)) return [];
    if (!same.includes(false))
      return { because: "whether the paths that are found are one file is not known" };
    return [
      {
        message: known.map((id) => `${facts[id]} ${SEARCHES[id]}`).join(", "),
        evidence: evidenceOf(facts, ...PATHS),
      },
    ];
  },
});
