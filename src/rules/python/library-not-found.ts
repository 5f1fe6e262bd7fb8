import { defineRule, type RemedyFacts } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { setIn, settersOf } from "../shared/setters.js";
import { isMusl, perSystem } from "../shared/systems.js";

const CLEAN = "python.library.path";
const APACHE = "python.library.path_apache";

const REBUILD = "Best build mod_wsgi anew with LD_RUN_PATH set to the library's directory (RPATH).";

const MUSL = `${REBUILD} Or name the directory in /etc/ld-musl-ARCH.path beside /lib, /usr/local/lib and /usr/lib, which that file replaces.`;

const bySearch =
  (texts: Parameters<typeof perSystem>[0]) =>
  (os: string, facts: RemedyFacts): string =>
    isMusl(facts) ? MUSL : perSystem(texts)(os, facts);

export const libraryNotFound = defineRule({
  id: "python/library-not-found",
  severity: "error",
  title: "The loader does not find the Python library that mod_wsgi needs",
  why: "Apache cannot load mod_wsgi.so: its next start fails, or works only from a shell that sets LD_LIBRARY_PATH.",
  remedy: bySearch({
    debian: `${REBUILD} Or name the directory in /etc/ld.so.conf.d/python.conf and run ldconfig; LD_LIBRARY_PATH in /etc/apache2/envvars helps this server only.`,
    redhat: `${REBUILD} Or name the directory in /etc/ld.so.conf.d/python.conf and run ldconfig; LD_LIBRARY_PATH in the unit (systemctl edit httpd) helps this server only.`,
    suse: `${REBUILD} Or name the directory in /etc/ld.so.conf.d/python.conf and run ldconfig; LD_LIBRARY_PATH in the unit (systemctl edit apache2) helps this server only.`,
    alpine: MUSL,
    freebsd: `${REBUILD} Or run ldconfig -m with the directory and add it to ldconfig_paths in /etc/rc.conf.`,
    macos:
      "Build mod_wsgi anew with the Python that is there; ./configure --disable-framework links the library of that Python itself. Or record its directory with install_name_tool -add_rpath; the system drops DYLD_LIBRARY_PATH for its own httpd.",
    otherwise: `${REBUILD} Or name the directory in /etc/ld.so.conf.d and run ldconfig; LD_LIBRARY_PATH in Apache's envvars helps this server only.`,
  }),
  reference:
    "https://modwsgi.readthedocs.io/en/latest/user-guides/checking-your-installation.html#python-shared-library",
  needs: [],
  uses: [
    CLEAN,
    APACHE,
    "python.library.path_login",
    "python.library.name",
    "python.library.found_by",
    "apache.variables_at",
  ],
  explains: ["host.ld_library_path", "python.library.mapped", "python.library.prefix"],
  judge(facts) {
    // What is loaded before mod_wsgi satisfies its need at every start, whatever the loader would find.
    if (/^(LoadFile|another file)$/.test(facts["python.library.found_by"] ?? "")) return [];
    if (facts[CLEAN] === "not found" || facts[APACHE] === "not found") {
      return [
        {
          message: `${describe(facts["python.library.name"], facts[APACHE])}${setIn(settersOf(facts["apache.variables_at"], "LD_LIBRARY_PATH"), "Apache's LD_LIBRARY_PATH")}`,
          evidence: evidenceOf(facts, "python.library.name", CLEAN, "python.library.path_login", APACHE),
          actual: "not found",
        },
      ];
    }
    // LD_LIBRARY_PATH can add a place, never take one away: found without it is found with it.
    return facts[CLEAN] === undefined ? { lacking: [CLEAN] } : [];
  },
});

function describe(name = "the Python library", apache: string | undefined): string {
  if (apache === "not found") return `${name} is not found in Apache's own environment`;
  if (apache === undefined) return `${name} is not found without LD_LIBRARY_PATH; Apache's is not known`;
  return `${name} is found only with Apache's LD_LIBRARY_PATH: every start without it fails`;
}
