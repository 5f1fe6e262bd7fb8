import { defineRule, type RemedyFacts } from "../rule.js";
import { restarted } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";
import { sameFile } from "../shared/files.js";
import { setIn, settersOf } from "../shared/setters.js";
import { isMusl, perSystem } from "../shared/systems.js";

/** Facts, and the environment that each was found in. */
const SEARCHES = {
  "python.library.path": "without LD_LIBRARY_PATH",
  "python.library.path_login": "with the login's",
  "python.library.path_apache": "in Apache's environment",
} as const;

const PATHS = Object.keys(SEARCHES) as (keyof typeof SEARCHES)[];

const takenOut =
  (apache: string, recorded = "in /etc/ld.so.conf.d") =>
  (os: string, facts: RemedyFacts): string => {
    const own = settersOf(facts["apache.variables_at"], "LD_LIBRARY_PATH").join(", ");
    const record = isMusl(facts) ? "in /etc/ld-musl-ARCH.path" : recorded;
    const login = (facts["host.ld_library_path_at"] ?? []).join(", ");
    return `Take the directory out of the LD_LIBRARY_PATH that leads to another library (Apache's in ${own || apache}, a login's in ${login || "its profile"}); where the right one is not found without it, record its directory in mod_wsgi.so (RPATH) or ${record}. ${restarted(os, facts)}`;
  };

export const libraryEnvDependent = defineRule({
  id: "python/library-env-dependent",
  severity: "warning",
  title: "Which Python library is found depends on LD_LIBRARY_PATH",
  why: "Which Python runs depends on who starts Apache: at boot one, after a restart by hand another.",
  remedy: perSystem({
    debian: takenOut("/etc/apache2/envvars"),
    redhat: takenOut("/etc/sysconfig/httpd or the unit"),
    suse: takenOut("/etc/sysconfig/apache2 or the unit"),
    alpine: takenOut("/etc/conf.d/apache2", "in /etc/ld-musl-ARCH.path"),
    freebsd: takenOut("apache24_env or envvars.d", "in ldconfig_paths"),
    otherwise: takenOut("what starts it", "with the loader"),
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
