import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { sameFile } from "../shared/files.js";
import { setIn, settersOf } from "../shared/setters.js";
import { perSystem } from "../shared/systems.js";

/** Facts, and the environment that each was found in. */
const SEARCHES = {
  "python.library.path": "without LD_LIBRARY_PATH",
  "python.library.path_login": "with the login's",
  "python.library.path_apache": "in Apache's environment",
} as const;

const PATHS = Object.keys(SEARCHES) as (keyof typeof SEARCHES)[];

const TAKE_OUT = "Take the directory out of the LD_LIBRARY_PATH that leads to another library";
const RECORD = "and record that of the right one in mod_wsgi.so (RPATH)";

export const libraryEnvDependent = defineRule({
  id: "python/library-env-dependent",
  severity: "warning",
  title: "Which Python library is found depends on LD_LIBRARY_PATH",
  why: "Which Python runs depends on who starts Apache: at boot one, after a restart by hand another.",
  remedy: perSystem({
    debian: `${TAKE_OUT} (Apache's in /etc/apache2/envvars, a login's in its profile) ${RECORD} or in /etc/ld.so.conf.d.`,
    redhat: `${TAKE_OUT} (Apache's in /etc/sysconfig/httpd or the unit, a login's in its profile) ${RECORD} or in /etc/ld.so.conf.d.`,
    suse: `${TAKE_OUT} (Apache's in /etc/sysconfig/apache2 or the unit, a login's in its profile) ${RECORD} or in /etc/ld.so.conf.d.`,
    alpine: `${TAKE_OUT} (Apache's in /etc/conf.d/apache2, a login's in its profile) ${RECORD} or in /etc/ld-musl-ARCH.path.`,
    freebsd: `${TAKE_OUT} (Apache's in apache24_env or envvars.d, a login's in its profile) ${RECORD} or in ldconfig_paths.`,
    otherwise: `${TAKE_OUT} (Apache's in what starts it, a login's in its profile) ${RECORD} or with the loader.`,
  }),
  reference:
    "https://modwsgi.readthedocs.io/en/latest/user-guides/checking-your-installation.html#python-shared-library",
  needs: [],
  uses: [
    ...PATHS,
    "python.library.found_by",
    "files.names",
    "apache.variables_at",
    "host.ld_library_path_at",
  ],
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
    const differs = (id: keyof typeof SEARCHES) =>
      facts[id] !== undefined && facts[id] !== facts["python.library.path"];
    const places = [
      differs("python.library.path_login")
        ? setIn(facts["host.ld_library_path_at"] ?? [], "the login's")
        : "",
      differs("python.library.path_apache")
        ? setIn(settersOf(facts["apache.variables_at"], "LD_LIBRARY_PATH"), "Apache's")
        : "",
    ];
    return [
      {
        message: `${known.map((id) => `${facts[id]} ${SEARCHES[id]}`).join(", ")}${places.join("")}`,
        evidence: evidenceOf(facts, ...PATHS, "apache.variables_at", "host.ld_library_path_at"),
      },
    ];
  },
});
