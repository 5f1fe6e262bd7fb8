import { defineRule, evidenceOf, type KnownFacts } from "../rule.js";

const PATHS = ["python.library.path", "python.library.path_login", "python.library.path_apache"] as const;

export const libraryNotFound = defineRule({
  id: "python/library-not-found",
  severity: "error",
  title: "The loader does not find the Python library that mod_wsgi needs",
  why: "Apache cannot load mod_wsgi.so: its next start fails, or works only from a shell that sets LD_LIBRARY_PATH.",
  remedy:
    "Build mod_wsgi with LD_RUN_PATH set to the library's directory, or add that directory to /etc/ld.so.conf.d and run " +
    "ldconfig; setting LD_LIBRARY_PATH in envvars helps this server only.",
  reference:
    "https://modwsgi.readthedocs.io/en/latest/user-guides/checking-your-installation.html#python-shared-library",
  needs: ["python.library.path", "python.library.path_apache"],
  uses: ["python.library.name", "python.library.path_login", "apache.environment"],
  judge(facts) {
    const apache = facts["python.library.path_apache"];
    if (facts["python.library.path"] !== "not found" && apache !== "not found") return [];
    const message =
      apache === "not found"
        ? `${facts["python.library.name"]} is not found in Apache's own environment`
        : `${facts["python.library.name"]} is found only with Apache's LD_LIBRARY_PATH`;
    return [{ message, evidence: evidenceOf(facts, "python.library.name", ...PATHS), actual: "not found" }];
  },
});

/** What is found with the variable: Apache's own environment counts, else the login's. */
function withVariable(facts: KnownFacts): string {
  const [clean, login, apache] = PATHS.map((id) => facts[id]);
  return apache !== undefined && apache !== clean
    ? `${apache} in Apache's environment`
    : `${login} with the login's`;
}

export const libraryEnvironmentDependent = defineRule({
  id: "python/library-env-dependent",
  severity: "warning",
  title: "Another Python library is found with LD_LIBRARY_PATH than without",
  why: "Which Python runs depends on who starts Apache: at boot one, after a restart by hand another.",
  remedy:
    "Remove LD_LIBRARY_PATH from Apache's environment and record the directory in mod_wsgi.so (RPATH) or in ld.so.conf.",
  reference:
    "https://modwsgi.readthedocs.io/en/latest/user-guides/checking-your-installation.html#python-shared-library",
  needs: ["python.library.path"],
  uses: ["python.library.path_login", "python.library.path_apache", "host.ld_library_path"],
  judge(facts) {
    const found = PATHS.flatMap((id) => (facts[id] === undefined ? [] : [facts[id]]));
    if (new Set(found).size < 2) return [];
    return [
      {
        message: `${facts["python.library.path"]} without LD_LIBRARY_PATH, ${withVariable(facts)}`,
        evidence: evidenceOf(facts, ...PATHS),
      },
    ];
  },
});

export const libraryStatic = defineRule({
  id: "python/library-static",
  severity: "warning",
  title: "Python is linked into mod_wsgi statically",
  why: "Every process holds its own copy of Python, and C extensions that bring libpython along clash with it.",
  remedy: "Build Python with --enable-shared, then mod_wsgi against it.",
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/installation-issues.html",
  needs: ["python.link"],
  uses: ["wsgi.module_path"],
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

export const libraryDeleted = defineRule({
  id: "python/library-deleted",
  severity: "warning",
  title: "Running processes still use a library that was replaced on disk",
  why: "An upgrade has happened under the server: old code runs on with new modules, and security fixes are not in effect.",
  remedy: "Stop Apache and start it again; a graceful restart may keep the old library.",
  needs: ["python.library.deleted"],
  uses: ["python.library.mapped"],
  judge: (facts) =>
    facts["python.library.deleted"] === true
      ? [
          {
            message: "a process maps a deleted library",
            evidence: evidenceOf(facts, "python.library.deleted", "python.library.mapped"),
          },
        ]
      : [],
});
