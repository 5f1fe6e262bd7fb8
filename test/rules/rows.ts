import type { Facts, FactValue, Gaps } from "../../src/model/fact.js";

/** What one rule says of one set of facts. */
export interface Row {
  rule: string;
  verdict: "fail" | "pass" | "unknown" | "does not apply";
  when: string;
  facts?: Facts;
  gaps?: Gaps;
}

export const gap = (id: string, outcome: "denied" | "failed" | "absent"): Gaps => ({
  [id]: { outcome, reason: `${outcome} here` },
});

/** A rule that rests on one fact: a value that offends, one that does not, and none. */
const onFact = (rule: string, fact: string, bad: FactValue, good: FactValue, others: Facts = {}): Row[] => [
  { rule, verdict: "fail", when: `${fact} is ${JSON.stringify(bad)}`, facts: { ...others, [fact]: bad } },
  { rule, verdict: "pass", when: `${fact} is ${JSON.stringify(good)}`, facts: { ...others, [fact]: good } },
  { rule, verdict: "unknown", when: `${fact} may not be seen`, facts: others, gaps: gap(fact, "denied") },
];

const problem = (what: string, text: string | null) => [
  { what, path: "/srv/x", user: "www-data", problem: text },
];

const directory = (rule: string, what: string): Row[] => [
  ...onFact(
    rule,
    "files.problems",
    problem(what, "www-data may not enter /srv"),
    problem("another thing", "denied"),
  ),
  {
    rule,
    verdict: "unknown",
    when: "the login cannot look",
    facts: { "files.problems": problem(what, null) },
  },
];

const refusal = (rule: string, message: string, others: Facts = {}): Row[] => [
  {
    rule,
    verdict: "fail",
    when: message,
    facts: { ...others, "apache.config_ok": false, "apache.config_error": message },
  },
  {
    rule,
    verdict: "pass",
    when: "httpd says something else",
    facts: { ...others, "apache.config_ok": false, "apache.config_error": "AH00526: Syntax error" },
  },
  {
    rule,
    verdict: "unknown",
    when: "httpd -t was not done",
    facts: others,
    gaps: gap("apache.config_ok", "failed"),
  },
  {
    rule: "apache/config-broken",
    verdict: "pass",
    when: `${rule} says it`,
    facts: { ...others, "apache.config_ok": false, "apache.config_error": message },
  },
];

const touched: Facts = {
  "processes.reloaded": "2026-01-01T00:00:00Z",
  "processes.library_changed": "2025-01-01T00:00:00Z /usr/lib/libpython3.11.so.1.0",
  "processes.library_touched": "2026-01-02T00:00:00Z /usr/lib/libpython3.11.so.1.0",
};

const runs: Facts = {
  "wsgi.module_mapped": ["/usr/lib/apache2/modules/mod_wsgi.so-3.11"],
  "python.library.mapped": ["/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0"],
};

const merged = [
  { name: "/lib", is: "/usr/lib" },
  { name: "/usr/lib/apache2/modules/mod_wsgi.so", is: "/usr/lib/apache2/modules/mod_wsgi.so-3.11" },
];

const cannotLoad = (reason: string) => `Cannot load /m/mod_wsgi.so into server: ${reason}`;

const home = (more: Record<string, string | boolean | null>) => [
  {
    home: "/srv/venv",
    source: "WSGIPythonHome",
    kind: "venv",
    version: "3.11.2",
    base: "/usr",
    base_exists: true,
    usable: true,
    reason: "",
    ...more,
  },
];

const daemon = (more: Record<string, number | null>) => [
  { name: "site", declared_at: "/etc/apache2/site.conf:3", request_timeout: null, ...more },
];

const copy = (more: Record<string, string | boolean | null>) => ({
  family: "OpenSSL",
  httpd: "/usr/lib/x86_64-linux-gnu/libcrypto.so.3",
  other: "/srv/venv/lib/python3.11/site-packages/psycopg2_binary.libs/libcrypto-3cda8a5e.so.3",
  processes: 1,
  group: null,
  apart: false,
  ...more,
});

const sub = { "app.application_group": "site|/" };

/** Rules of files and permissions. */
const fileRows: Row[] = [
  ...directory("python/home-not-accessible", "python home"),
  ...directory("wsgi/working-directory", "working directory"),
  ...directory("wsgi/socket-not-accessible", "socket directory"),
  ...onFact("wsgi/socket-path-long", "files.socket_path", 108, 107),
  ...onFact("wsgi/script-unusable", "app.script_problem", "www-data may not read /srv/x.wsgi", ""),
  ...onFact("apache/world-writable", "files.world_writable", ["/srv/x.wsgi"], []),
  ...onFact("apache/selinux-label", "files.labels", ["/home/a/x.wsgi user_home_t"], [], {
    "files.selinux": "enforcing",
  }),
  {
    rule: "apache/selinux-label",
    verdict: "pass",
    when: "SELinux only warns",
    facts: { "files.labels": ["/home/a/x.wsgi user_home_t"], "files.selinux": "permissive" },
  },
];

/** Rules of the configuration. */
const configurationRows: Row[] = [
  ...onFact("wsgi/access-denied", "app.access", "denied", "granted"),
  ...onFact(
    "wsgi/errors-logged",
    "log.messages",
    [{ kind: "import", detail: "django", count: 2, last: "2026-01-01T00:00:00", log: "/var/log/x" }],
    [{ kind: "exception", detail: "", count: 2, last: "2026-01-01T00:00:00", log: "/var/log/x" }],
  ),
  ...onFact("wsgi/setenv-no-effect", "wsgi.setenv", ["SetEnv PYTHONPATH (/etc/a:1)"], [], {
    "modules.wsgi": "shared",
  }),
  {
    rule: "wsgi/setenv-no-effect",
    verdict: "pass",
    when: "mod_wsgi is not loaded",
    facts: { "wsgi.setenv": ["SetEnv PYTHONPATH (/etc/a:1)"], "modules.wsgi": "absent" },
  },
  ...onFact("apache/apr-older", "apache.apr", "1.6.5", "1.7.2", { "apache.apr_compiled": "1.7.0" }),
  ...onFact("apache/accept-lock-set", "mutex.directives", ["Mutex sem mpm-accept (/etc/a:1)"], []),
  ...(
    [
      ["fail", "AcceptMutex sysvsem (/etc/a:1)"],
      ["fail", "Mutex posixsem (/etc/a:1)"],
      ["fail", "WSGIAcceptMutex flock (/etc/a:1)"],
      ["pass", "Mutex default mpm-accept (/etc/a:1)"],
      ["pass", "Mutex file:/var/lock default (/etc/a:1)"],
      ["pass", "Mutex sem ssl-stapling (/etc/a:1)"],
      ["pass", "WSGIAcceptMutex default (/etc/a:1)"],
    ] as const
  ).map(
    ([verdict, directive]): Row => ({
      rule: "apache/accept-lock-set",
      verdict,
      when: directive,
      facts: { "mutex.directives": [directive] },
    }),
  ),
  ...onFact("python/user-site", "files.user_sites", ["/home/a/.local/lib/python3.11/site-packages (a)"], []),
  ...onFact("wsgi/mount-slash", "app.mount", "/app/", "/app", {
    "app.kind": "script-alias",
    "app.script": "/srv/a.wsgi",
  }),
  ...(
    [
      ["the target ends with one as well", "/dir/", "/srv/scripts/", "script-alias"],
      ["it is the root", "/", "/srv/a.wsgi", "script-alias"],
      ["it is an expression", "^/app/", "/srv/a.wsgi", "script-alias-match"],
    ] as const
  ).map(
    ([when, mount, script, kind]): Row => ({
      rule: "wsgi/mount-slash",
      verdict: "pass",
      when,
      facts: { "app.mount": mount, "app.script": script, "app.kind": kind },
    }),
  ),
  ...onFact(
    "wsgi/shared-interpreter",
    "wsgi.shared_interpreters",
    [{ process_group: "shared", application_group: "", scripts: "/srv/a.wsgi, /srv/b.wsgi", count: 2 }],
    [],
  ),
  ...onFact("wsgi/client-named-interpreter", "app.named_by_client", "host", "port"),
  ...onFact("wsgi/port-named-interpreter", "app.named_by_client", "port", ""),
  ...onFact("wsgi/no-request-timeout", "wsgi.daemons", daemon({}), daemon({ request_timeout: 60 })),
  ...onFact("wsgi/eager-initialization", "wsgi.lazy_initialization", false, true),
  ...onFact("wsgi/directives-ignored", "wsgi.ignored_directives", ["/etc/a:1 WSGIScriptAlias"], []),
  ...onFact("wsgi/subinterpreter-extension", "app.packages", ["numpy"], ["rest_framework"], sub),
  {
    rule: "wsgi/subinterpreter-extension",
    verdict: "pass",
    when: "it runs in the main interpreter",
    facts: { "app.packages": ["numpy"], "app.application_group": "" },
  },
  ...onFact("wsgi/no-pass-authorization", "app.packages", ["rest_framework"], ["numpy"], {
    "app.pass_authorization": false,
  }),
  {
    rule: "wsgi/no-pass-authorization",
    verdict: "pass",
    when: "the header is passed",
    facts: { "app.packages": ["rest_framework"], "app.pass_authorization": true },
  },
  ...refusal("wsgi/module-missing", "Invalid command 'WSGIScriptAlias', perhaps misspelled", {
    "modules.wsgi": "absent",
  }),
  ...refusal("wsgi/unknown-directive", "Invalid option to WSGI daemon process definition."),
  ...refusal("wsgi/unknown-directive", "Invalid command 'WSGILazyInitialization', perhaps misspelled"),
  ...refusal("wsgi/daemon-name-twice", "Name duplicates previous WSGI daemon definition."),
  ...refusal(
    "apache/module-dangling",
    "Cannot load modules/mod_wsgi.so into server: /etc/httpd/modules/mod_wsgi.so: cannot open shared object file",
  ),
  ...refusal("apache/module-symbol", cannotLoad("/m/mod_wsgi.so: undefined symbol: PyUnicode_FromString")),
  ...refusal("apache/module-symbol", cannotLoad('/m/mod_wsgi.so: Undefined symbol "ap_log_error"')),
  ...refusal("apache/module-architecture", cannotLoad("/m/mod_wsgi.so: wrong ELF class: ELFCLASS32")),
  ...refusal(
    "apache/module-architecture",
    cannotLoad("/m/mod_wsgi.so: cannot open shared object file: No such file or directory"),
    { "wsgi.module_path": "/m/mod_wsgi.so", "wsgi.module_sha256": "e6423a3158849f8e" },
  ),
  ...refusal("apache/module-signature", "Code signing absent - not loading module at: /m/mod_wsgi.so"),
  ...refusal(
    "apache/module-noexec",
    cannotLoad("/m/mod_wsgi.so: failed to map segment from shared object: Operation not permitted"),
  ),
  ...refusal(
    "apache/module-mapping",
    cannotLoad("/m/mod_wsgi.so: cannot restore segment prot after reloc: Permission denied"),
  ),
  ...refusal(
    "apache/module-newer-libc",
    cannotLoad("/lib/libc.so.6: version `GLIBC_2.38' not found (required by /m/mod_wsgi.so)"),
  ),
  {
    rule: "apache/module-dangling",
    verdict: "pass",
    when: "it is a library that is missing",
    facts: {
      "apache.config_ok": false,
      "apache.config_error":
        "Cannot load /m/mod_wsgi.so into server: libpython3.11.so.1.0: cannot open shared object file",
    },
  },
  ...refusal("apache/accept-mutex-syntax", "Invalid command 'AcceptMutex', perhaps misspelled"),
];

const listens = (sockets: number, more: Facts = {}): Facts => ({
  "wsgi.daemons": daemon({}),
  "processes.daemon_sockets": sockets,
  "processes.config_changed": "2026-01-01T00:00:00Z /etc/apache2/site.conf",
  "processes.reloaded": "2026-01-02T00:00:00Z",
  "apache.config_source": "evaluated",
  ...more,
});

/** Rules of what runs. */
const liveRows: Row[] = [
  ...onFact("wsgi/daemon-not-listening", "processes.daemon_sockets", 0, 1, { "wsgi.daemons": daemon({}) }),
  ...(
    [
      ["fail", "the configuration is that of the server", listens(0)],
      ["pass", "each has one", listens(1)],
      ["pass", "sockets of a former generation are there as well", listens(2)],
      [
        "unknown",
        "a group may have come later",
        listens(0, { "processes.reloaded": "2025-12-31T00:00:00Z" }),
      ],
      ["unknown", "httpd itself shows no groups", listens(0, { "apache.config_source": "files" })],
    ] as const
  ).map(([verdict, when, facts]) => ({ rule: "wsgi/daemon-not-listening", verdict, when, facts })),
];

/** Rules of versions and installations. */
const installationRows: Row[] = [
  ...onFact("python/end-of-life", "python.library.version", "3.8", "3.13"),
  ...onFact("python/end-of-life", "python.library.version", "2.5", "3.99"),
  ...onFact("apache/end-of-life", "apache.version", "2.2.34", "2.4.62"),
  ...onFact("wsgi/foreign-build", "wsgi.built_for", "/opt/httpd/bin/httpd", "/usr/sbin/apache2"),
  ...onFact("python/base-mixed", "python.homes", home({ base: "/opt/python" }), home({})),
  {
    rule: "wsgi/foreign-build",
    verdict: "unknown",
    when: "a merged sbin may make two paths one program, and the host did not tell",
    facts: { "wsgi.built_for": "/usr/bin/httpd", "apache.binary": "/usr/sbin/httpd" },
  },
  {
    rule: "wsgi/foreign-build",
    verdict: "pass",
    when: "both are one program",
    facts: {
      "wsgi.built_for": "/usr/bin/httpd",
      "apache.binary": "/usr/sbin/httpd",
      "files.names": [{ name: "/usr/sbin", is: "/usr/bin" }],
    },
  },
  {
    rule: "wsgi/foreign-build",
    verdict: "fail",
    when: "they are two programs of one name",
    facts: { "wsgi.built_for": "/usr/bin/httpd", "apache.binary": "/usr/sbin/httpd", "files.names": [] },
  },
  ...["python/base-mixed", "python/path-decides"].map(
    (rule): Row => ({
      rule,
      verdict: "pass",
      when: "the other directory is the same one",
      facts: {
        "python.homes": home({ base: "/opt/python3.11" }),
        "python.predicted_prefix": "/opt/python3.11",
        "python.library.prefix": "/opt/python-3.11.2",
        "files.names": [{ name: "/opt/python3.11", is: "/opt/python-3.11.2" }],
      },
    }),
  ),
  {
    rule: "python/library-env-dependent",
    verdict: "pass",
    when: "one library is found by two names",
    facts: {
      "python.library.path_apache": "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0",
      "files.names": [{ name: "/lib", is: "/usr/lib" }],
    },
  },
  {
    rule: "python/evidence-disagrees",
    verdict: "pass",
    when: "the prefix that comes up is the predicted one by another name",
    facts: {
      "python.evidence": "probed",
      "python.version": "3.11.2",
      "python.prefix": "/opt/python3.11",
      "python.predicted_prefix": "/opt/python-3.11.2",
      "python.base_prefix": "/usr",
      "files.names": [{ name: "/opt/python3.11", is: "/opt/python-3.11.2" }],
    },
  },
  {
    rule: "wsgi/next-start-differs",
    verdict: "fail",
    when: "the module is not loaded any more",
    facts: { "wsgi.module_mapped": ["/m/mod_wsgi.so-3.11"], "modules.wsgi": "absent" },
  },
  {
    rule: "wsgi/next-start-differs",
    verdict: "fail",
    when: "another library will be found",
    facts: {
      ...runs,
      "python.library.path_apache": "/opt/py/lib/libpython3.12.so.1.0",
      "files.names": merged,
    },
  },
  {
    rule: "wsgi/next-start-differs",
    verdict: "pass",
    when: "both are the same files by other names",
    facts: { ...runs, "files.names": merged },
  },
  {
    rule: "wsgi/next-start-differs",
    verdict: "unknown",
    when: "which names are of one file was not looked at",
    facts: runs,
    gaps: gap("files.names", "failed"),
  },
  ...onFact("python/files-deleted", "processes.deleted", ["/usr/lib/libsqlite3.so.0.8.6"], []),
  {
    rule: "python/files-deleted",
    verdict: "pass",
    when: "it is the Python library, which python/library-deleted says",
    facts: { "processes.deleted": ["/usr/lib/libpython3.11.so.1.0"], "python.library.deleted": true },
  },
  ...onFact(
    "python/extension-mismatch",
    "wsgi.foreign_extensions",
    [
      {
        directory: "/srv/venv/lib/python3.11/site-packages",
        tags: "cpython-39-x86_64-linux-gnu",
        module: "lxml/etree",
        files: 1,
      },
      { directory: "/srv/venv/lib/python3.11/site-packages", tags: "", module: "", files: 30 },
    ],
    [],
  ),
  ...onFact(
    "python/extension-library",
    "wsgi.missing_libraries",
    [{ directory: "/v/site-packages", file: "a/_b.so", library: "libfoo.so.5", found: "not found" }],
    [],
  ),
  {
    rule: "python/extension-library",
    verdict: "fail",
    when: "it is the library of another Python, and is there",
    facts: {
      "wsgi.missing_libraries": [
        {
          directory: "/v/site-packages",
          file: "a/_b.so",
          library: "libpython3.9.so.1.0",
          found: "/opt/lib/libpython3.9.so.1.0",
        },
      ],
    },
  },
  {
    rule: "python/extension-library",
    verdict: "unknown",
    when: "not all places of the loader could be looked at",
    facts: {
      "wsgi.missing_libraries": [
        { directory: "/v/site-packages", file: "a/_b.so", library: "libfoo.so.5", found: "unknown" },
      ],
    },
  },
  {
    rule: "python/extension-library",
    verdict: "unknown",
    when: "not all modules were read",
    facts: { "wsgi.missing_libraries": [], "packages.unread_extensions": 3 },
  },
  ...onFact(
    "python/byte-code-mismatch",
    "wsgi.refused_byte_code",
    [{ directory: "/v/site-packages", module: "shop/cart", made_for: "another Python", imported: "refused" }],
    [
      {
        directory: "/v/site-packages",
        module: "decompiler/bytecode_2.7/x",
        made_for: "another Python",
        imported: "refused",
      },
    ],
  ),
  ...onFact(
    "python/module-shadowed",
    "wsgi.shadowed_modules",
    [{ module: "random", file: "/srv/shop/random.py", library: "/usr/lib/python3.11/random.py" }],
    [{ module: "test", file: "/srv/shop/test/__init__.py", library: "/usr/lib/python3.11/test/__init__.py" }],
  ),
  ...onFact(
    "python/library-clash-possible",
    "wsgi.library_clashes",
    [{ family: "Expat", httpd: "/lib/libexpat.so.1", bundled: "/srv/w/bundle.libs/libexpat-5f1e0c4d.so.1" }],
    [{ family: "zlib", httpd: "/lib/libz.so.1", bundled: "/srv/w/pillow.libs/libz-3cda8a5e.so.1" }],
  ),
  {
    rule: "python/library-clash-possible",
    verdict: "pass",
    when: "the maps of the processes tell more",
    facts: {
      "wsgi.library_clashes": [
        {
          family: "Expat",
          httpd: "/lib/libexpat.so.1",
          bundled: "/srv/w/bundle.libs/libexpat-5f1e0c4d.so.1",
        },
      ],
      "processes.library_copies": [],
    },
  },
  ...onFact("python/library-clash", "processes.library_copies", [copy({})], [copy({ apart: true })]),
  {
    rule: "python/library-clash",
    verdict: "pass",
    when: "it is zlib, of which no harm is known",
    facts: { "processes.library_copies": [copy({ family: "zlib" })] },
  },
  {
    rule: "python/library-clash",
    verdict: "unknown",
    when: "whether symbols are apart could not be read",
    facts: { "processes.library_copies": [copy({ apart: null })] },
  },
  {
    rule: "python/library-clash",
    verdict: "fail",
    when: "of one pair that could not be read, and of another it could",
    facts: { "processes.library_copies": [copy({ apart: null }), copy({ family: "Expat" })] },
  },
  ...onFact(
    "python/environment-renewed",
    "processes.environment_changed",
    "2026-01-02T00:00:00Z /srv/venv/pyvenv.cfg",
    "2025-12-02T00:00:00Z /srv/venv/pyvenv.cfg",
    { "processes.oldest": "2026-01-01T00:00:00Z" },
  ),
  {
    rule: "python/library-replaced",
    verdict: "fail",
    when: "only its change time is newer, and the last start named another mod_wsgi",
    facts: {
      ...touched,
      "log.last_start": "2026-01-01T00:00:00 Apache/2.4.62 mod_wsgi/4.9.4 Python/3.11",
      "wsgi.version": "5.0.2",
      "python.library.version": "3.11",
    },
    gaps: gap("python.library.deleted", "denied"),
  },
  {
    rule: "python/library-replaced",
    verdict: "unknown",
    when: "only its change time is newer, and the last start named what is there",
    facts: {
      ...touched,
      "log.last_start": "2026-01-01T00:00:00 Apache/2.4.62 mod_wsgi/4.9.4 Python/3.11.2",
      "wsgi.version": "4.9.4",
      "python.library.version": "3.11",
    },
    gaps: gap("python.library.deleted", "denied"),
  },
  {
    rule: "python/library-replaced",
    verdict: "unknown",
    when: "only its change time is newer, which a hard link sets as well",
    facts: touched,
    gaps: gap("python.library.deleted", "denied"),
  },
  ...(["/srv/venv", ""] as const).map(
    (home): Row => ({
      rule: "python/other-on-path",
      verdict: "pass",
      when: `PATH leads to another version, and each interpreter has a home: ${home || "of its group"}`,
      facts: {
        "python.program_version": "3.12",
        "python.library.version": "3.11",
        "python.home": home,
        "wsgi.modes": ["daemon"],
        "wsgi.daemons": [{ name: "site", processes: 1, python_home: "/srv/site" }],
      },
    }),
  ),
  ...(
    [
      ["unknown", "nothing tells whether the processes have it", {}],
      ["fail", "its daemon groups listen", { "processes.daemon_sockets": 1 }],
      ["pass", "the last start named no mod_wsgi", { "log.last_start": "2026-01-01T00:00:00 Apache/2.4.62" }],
      [
        "fail",
        "the last start named mod_wsgi",
        { "log.last_start": "2026-01-01T00:00:00 Apache/2.4.62 mod_wsgi/5.0.2 Python/3.13" },
      ],
      ["pass", "no process has loaded it", { "wsgi.module_mapped": [], "python.library.mapped": [] }],
    ] as const
  ).map(
    ([verdict, when, facts]): Row => ({
      rule: "python/library-replaced",
      verdict,
      when: `mod_wsgi was installed and enabled after the start, and ${when}`,
      facts: {
        "processes.reloaded": "2026-01-01T00:00:00Z",
        "processes.library_changed": "2026-01-02T00:00:00Z /usr/lib/apache2/modules/mod_wsgi.so",
        "processes.config_changed": "2025-01-01T00:00:00Z /etc/apache2/apache2.conf",
        "processes.includes_changed": "2026-01-02T00:00:05Z /etc/apache2/mods-enabled",
        ...facts,
      },
      ...(!("wsgi.module_mapped" in facts) && { gaps: gap("wsgi.module_mapped", "denied") }),
    }),
  ),
  {
    rule: "python/library-replaced",
    verdict: "pass",
    when: "a mod_wsgi is there that no process has loaded",
    facts: {
      "processes.reloaded": "2026-01-01T00:00:00Z",
      "processes.library_changed": "2026-01-02T00:00:00Z /opt/new/mod_wsgi.so",
      "wsgi.module_mapped": [],
      "python.library.mapped": [],
    },
  },
  {
    rule: "python/library-replaced",
    verdict: "pass",
    when: "only its change time is newer, and the processes map the very file",
    facts: touched,
  },
  {
    rule: "apache/reload-pending",
    verdict: "fail",
    when: "a link was taken out of a directory that is included",
    facts: {
      "processes.reloaded": "2026-01-01T00:00:00Z",
      "processes.config_changed": "2025-01-01T00:00:00Z /etc/apache2/apache2.conf",
      "processes.includes_changed": "2026-01-02T00:00:00Z /etc/apache2/sites-enabled",
    },
  },
  ...onFact("python/base-gone", "python.homes", home({ base_exists: false }), home({ base_exists: null })),
  ...onFact("python/path-decides", "python.predicted_prefix", "/opt/venv", "/usr"),
  ...onFact("python/other-on-path", "python.program_version", "3.12", "3.11", {
    "python.library.version": "3.11",
  }),
  ...onFact(
    "python/path-entry",
    "python.paths",
    [{ path: "/srv/gone", source: "daemon a", problem: "it does not exist" }],
    [{ path: "/srv/there", source: "daemon a", problem: "" }],
  ),
  {
    rule: "python/path-entry",
    verdict: "unknown",
    when: "the login could not look",
    facts: { "python.paths": [{ path: "/root/x", source: "daemon a", problem: null }] },
  },
  {
    rule: "python/path-decides",
    verdict: "pass",
    when: "a home is configured",
    facts: { "python.predicted_prefix": "/opt/venv", "python.home": "/opt/venv" },
  },
];

export const moreRows: readonly Row[] = [...fileRows, ...configurationRows, ...liveRows, ...installationRows];
