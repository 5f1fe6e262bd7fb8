import { beforeAll, expect, it } from "vitest";
import { factCatalogue } from "../../src/checks/index.js";
import type { Audit } from "../../src/model/audit.js";
import { auditFleet, hostOf, installationOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import { OF_THE_DAY, OF_THE_LOGIN, UNTOUCHED } from "./fires.js";
import { HOST_NAMES, type HostName, SERVING } from "./hosts.js";
import { askWsgi, httpdMasters, httpdVersion } from "./truth.js";

const mountOf = (name: HostName) => (name === "express" ? "/" : "/daemon");

const dotted = (numbers: readonly number[], places: number) => numbers.slice(0, places).join(".");

/** Debian's merged /usr: the loader says /lib, the kernel says /usr/lib. */
const merged = (path: string) => path.replace(/^\/usr\/lib\//, "/lib/");

/** What home= and python-path= of daemon groups and a .pth file add: those are in app.search_path. */
const ADDED: readonly string[] = ["/", "/srv/lib", "/srv/work"];

describeFleet("the audit agrees with the live servers", (fleet) => {
  let plain: Audit;
  let root: Audit;
  const rulesOf = (audit: Audit, name: string) =>
    audit.findings
      .filter(({ host, rule }) => host === name && !rule.startsWith("fleet/"))
      .map(({ rule }) => rule);

  beforeAll(async () => {
    plain = await auditFleet(fleet, HOST_NAMES);
    root = await auditFleet(fleet, HOST_NAMES, "root");
  }, 480_000);

  it("every host answers, whatever its login shell, and the counts add up", () => {
    for (const audit of [plain, root]) {
      expect(
        audit.hosts
          .filter(({ status }) => status !== "ok")
          .map(({ name, error, checks }) => ({ name, error, checks })),
      ).toEqual([]);
      expect(audit.totals.hosts).toMatchObject({ selected: HOST_NAMES.length, ok: HOST_NAMES.length });
    }
  });

  it("every fact has a value or says why it has none", () => {
    for (const host of [...plain.hosts, ...root.hosts]) {
      const rows = [
        { level: "host", ...host },
        ...host.installations.map((installation) => ({ level: "installation", ...installation })),
      ];
      for (const { level, facts, gaps } of rows) {
        const silent = factCatalogue
          .filter((fact) => fact.level === level)
          .filter(({ id }) => facts[id] === undefined || (facts[id] === null && !gaps[id]?.reason));
        expect({ host: host.name, silent: silent.map(({ id }) => id) }).toEqual({
          host: host.name,
          silent: [],
        });
      }
    }
  });

  it.each(SERVING)("%s: versions, prefix and path are those of the live interpreter", async (name) => {
    // The daemon group: where a home is configured for it, that one is the installation's.
    const truth = await askWsgi(fleet.host(name), { mount: mountOf(name) });
    const { facts } = installationOf(plain, name);
    expect(facts["wsgi.version"]).toBe(dotted(truth["mod_wsgi.version"], 3));
    expect(facts["python.library.version"]).toBe(dotted(truth["sys.version_info"], 2));
    expect(facts["python.version"]).toBe(dotted(truth["sys.version_info"], 3));
    expect(facts["python.prefix"]).toBe(truth["sys.prefix"]);
    expect(facts["python.base_prefix"]).toBe(truth["sys.base_prefix"]);
    expect(facts["python.path"]).toEqual(truth["sys.path"].filter((entry) => !ADDED.includes(entry)));
    expect(facts["apache.running"]).toBe(true);
  });

  it.each(SERVING)("%s: the library that Apache finds is the one that is mapped", async (name) => {
    const truth = await askWsgi(fleet.host(name), { mount: mountOf(name) });
    const asRoot = installationOf(root, name).facts;
    const mapped = truth["mapped.libpython"];
    expect(asRoot["python.library.mapped"]).toEqual(mapped);
    const found = installationOf(plain, name).facts["python.library.path_apache"];
    const [library] = mapped;
    if (name === "rhel-like") {
      // No service tells the environment of what root has started, and no /proc tells others.
      expect(installationOf(plain, name).gaps["python.library.path_apache"]?.outcome).toBe("denied");
      expect(asRoot["python.library.path_apache"]).toBe(library);
    } else if (library) expect(merged(String(found))).toBe(merged(library.replace(" (deleted)", "")));
    expect(asRoot["apache.environment"]).toBe("environ");
  });

  it.each(HOST_NAMES)(
    "%s: httpd's version is what it says itself, and every master is an installation",
    async (name) => {
      const running = hostOf(plain, name).installations.filter(
        ({ facts }) => facts["apache.running"] === true,
      );
      expect(running).toHaveLength((await httpdMasters(fleet.host(name))).length);
      for (const { facts } of hostOf(plain, name).installations) {
        expect(facts["apache.version"]).toBe(
          await httpdVersion(fleet.host(name), String(facts["apache.binary"])),
        );
      }
    },
  );

  it.each([
    ["bookworm", "event", true],
    ["worker", "worker", true],
    ["prefork", "prefork", false],
  ] as const)("%s: MPM %s, threaded %s, as the live script has it", async (name, mpm, threaded) => {
    const truth = await askWsgi(fleet.host(name), { mount: "/embedded" });
    expect(installationOf(plain, name).facts).toMatchObject({
      "apache.mpm": mpm,
      "apache.threaded": threaded,
    });
    expect(truth["wsgi.multithread"]).toBe(threaded);
  });

  it("source: built under /usr/local/apache2, with its configure arguments", () => {
    expect(installationOf(plain, "source").facts).toMatchObject({
      "apache.binary": "/usr/local/apache2/bin/httpd",
      "apache.server_root": "/usr/local/apache2",
      "apache.config_file": "/usr/local/apache2/conf/httpd.conf",
      "apache.build_dir": "/usr/local/apache2/build",
      "modules.wsgi": "shared",
      "python.link": "shared",
    });
    expect(installationOf(plain, "source").facts["apache.configure_args"]).toContain(
      "--prefix=/usr/local/apache2",
    );
  });

  it("rhel-like: where Red Hat has things, with the packages of rpm, in one directory of programs", () => {
    for (const audit of [plain, root]) {
      expect(hostOf(audit, "rhel-like").facts).toMatchObject({
        "host.os": "rhel-like",
        "host.os_version": "1",
      });
      expect(installationOf(audit, "rhel-like").facts).toMatchObject({
        "apache.config_file": "/etc/httpd/conf/httpd.conf",
        "apache.server_root": "/etc/httpd",
        "apache.config_source": "evaluated",
        "apache.user": "apache",
        "apache.mpm": "event",
        "wsgi.module_path": "/etc/httpd/modules/mod_wsgi_python3.so",
        "wsgi.module_realpath": "/usr/lib64/httpd/modules/mod_wsgi_python3.so",
        "wsgi.package": expect.stringMatching(/^python3-mod_wsgi-\d.*\.like\./),
        "python.library.path": "/usr/lib64/libpython3.11.so.1.0",
        "files.names": expect.arrayContaining([{ name: "/usr/sbin", is: "/usr/bin" }]),
      });
    }
  });

  it.each([
    ["bookworm", []],
    ["libpath-only", ["python/library-not-found"]],
    ["libpath-other", ["python/library-env-dependent"]],
    ["static", ["python/library-static"]],
    ["venv-mismatch", ["python/venv-version-mismatch"]],
    ["venv-good", []],
    ["modpython", ["wsgi/mod-python-conflict"]],
    ["no-httpd", []],
  ] as const)("%s: the login without privileges finds %j", (name, rules) => {
    expect(rulesOf(plain, name)).toEqual(expect.arrayContaining([...rules]));
    expect(rulesOf(plain, name)).toHaveLength(rules.length);
  });

  it.each(UNTOUCHED)("%s: no rule fires, for whatever login", (name) => {
    for (const audit of [plain, root])
      expect(rulesOf(audit, name).filter((rule) => !OF_THE_DAY.includes(rule))).toEqual([]);
  });

  it.each(UNTOUCHED)(
    "%s: an installation is called alike, whatever the login sees of its processes",
    (name) => {
      const [one, other] = [plain, root].map((audit) =>
        hostOf(audit, name).installations.map(({ id }) => id),
      );
      expect(one).toEqual(other);
    },
  );

  it.each(OF_THE_LOGIN)("%s: what the login has set is told to it, and to nobody else", (name) => {
    expect(rulesOf(plain, name)).toEqual(["python/library-env-dependent"]);
    expect(rulesOf(root, name)).toEqual([]);
  });

  it("hosts of every release and layout are untouched", () => {
    expect(UNTOUCHED).toEqual(
      expect.arrayContaining(["bullseye", "bookworm", "trixie", "forky", "source", "rhel-like", "worker"]),
    );
  });

  it("bullseye: its Python has had its last day", () => {
    expect(rulesOf(plain, "bullseye")).toContain("python/end-of-life");
  });

  it("deleted-libpython: root sees it, the plain login says that it may not look, and that the file is newer", () => {
    expect(rulesOf(root, "deleted-libpython")).toEqual(["python/library-deleted"]);
    expect(rulesOf(plain, "deleted-libpython")).toEqual([]);
    expect(installationOf(plain, "deleted-libpython").gaps["python.library.deleted"]?.outcome).toBe("denied");
    expect(plain.unknown).toContainEqual(
      expect.objectContaining({ rule: "python/library-deleted", host: "deleted-libpython" }),
    );
  });

  it("two-instances: each with its own configuration", () => {
    const ids = hostOf(plain, "two-instances").installations.map(({ id }) => id);
    expect(ids).toEqual([
      "/usr/sbin/apache2:/etc/apache2-second/apache2.conf",
      "/usr/sbin/apache2:/etc/apache2/apache2.conf",
    ]);
    const second = installationOf(plain, "two-instances", "/usr/sbin/apache2:/etc/apache2-second");
    expect(second.facts).toMatchObject({ "apache.mpm": "prefork", "apache.listen": ["8081"] });
  });

  it.each(SERVING)("%s: each application runs as the live script says", async (name) => {
    // Only root may read every configuration.
    const { applications } =
      hostOf(root, name).installations.find(({ facts }) =>
        (facts["apache.listen"] as readonly string[]).includes("80"),
      ) ?? installationOf(root, name);
    const mounts = name === "express" ? (["/"] as const) : (["/embedded", "/daemon"] as const);
    for (const mount of mounts) {
      const truth = await askWsgi(fleet.host(name), { mount });
      // mod_wsgi-express has a handler for everything below its document root.
      const app = applications.find(({ facts }) =>
        name === "express" ? facts["app.kind"] === "handler-script" : facts["app.mount"] === mount,
      );
      const home = app?.facts["app.python_home"];
      expect(home === "" ? truth["sys.base_prefix"] : home).toBe(truth["sys.prefix"]);
      const group = truth["mod_wsgi.process_group"];
      expect({ name, ...app?.facts }).toMatchObject({
        name,
        "app.mode": group === "" ? "embedded" : "daemon",
        "app.process_group": group,
        "app.application_group": truth["mod_wsgi.application_group"],
        "app.multithread": truth["wsgi.multithread"],
        "app.multiprocess": truth["wsgi.multiprocess"],
        "app.reachable": true,
      });
    }
  });

  it("express: the generated configuration, read without a real start", () => {
    for (const audit of [plain, root]) {
      expect(installationOf(audit, "express", "/usr/sbin/apache2:/tmp/mod_wsgi-").facts).toMatchObject({
        "apache.running": true,
        "apache.config_source": "evaluated",
        "apache.user": "www-data",
        "python.home": "/opt/express",
        "wsgi.restrict_embedded": true,
        "wsgi.daemons": [expect.objectContaining({ name: "localhost:80", processes: 2, threads: 4 })],
        "wsgi.module_path": expect.stringMatching(
          /^\/opt\/express\/lib\/python3\.11\/site-packages\/mod_wsgi\//,
        ),
      });
    }
  });

  it("broken-config is broken, unreadable-config is denied to one login and fine for the other", () => {
    expect(installationOf(plain, "broken-config").facts["apache.config_ok"]).toBe(false);
    expect(installationOf(plain, "broken-config").facts["apache.config_error"]).toBe(
      "AH00526: Syntax error on line 1 of /etc/apache2/conf-enabled/broken.conf: Invalid command '...', perhaps misspelled or defined by a module not included in the server configuration",
    );
    expect(installationOf(plain, "unreadable-config").gaps["apache.config_ok"]?.outcome).toBe("denied");
    expect(installationOf(root, "unreadable-config").facts["apache.config_ok"]).toBe(true);
    expect(installationOf(plain, "broken-config").facts["modules.wsgi"]).toBe("shared");
  });

  it("no-httpd: nothing to audit, and no finding", () => {
    expect(hostOf(plain, "no-httpd").installations).toEqual([]);
    expect(hostOf(plain, "no-httpd").facts["host.installations"]).toBe(0);
  });

  it.each(["login-tcsh", "login-fish"] as const)(
    "%s: the login's LD_LIBRARY_PATH is recorded and has no effect",
    (name) => {
      expect(hostOf(plain, name).facts["host.ld_library_path"]).toBe("/opt/login");
      expect(installationOf(plain, name).facts["python.library.path"]).toMatch(
        /^\/lib\/.*libpython3\.11\.so\.1\.0$/,
      );
    },
  );

  it("knows the daemon group that the live script runs in", async () => {
    const truth = await askWsgi(fleet.host("bookworm"));
    const daemons = installationOf(plain, "bookworm").facts["wsgi.daemons"] as readonly { name: string }[];
    expect(daemons.map(({ name }) => name)).toContain(truth["mod_wsgi.process_group"]);
  });
});
