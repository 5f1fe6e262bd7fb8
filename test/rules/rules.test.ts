import { describe, expect, it } from "vitest";
import { inRange } from "../../src/base/version-range.js";
import { factCatalogue } from "../../src/checks/index.js";
import type { InstallationAudit } from "../../src/model/audit.js";
import type { Facts } from "../../src/model/fact.js";
import { meets } from "../../src/rules/fleet/expectation.js";
import { ruleCatalogue, rules } from "../../src/rules/index.js";
import { auditOf, host, installation } from "../support/sample.js";
import { gap, moreRows, type Row } from "./rows.js";

const home = (more: Record<string, string | boolean | null>) => [
  {
    home: "/srv/venv",
    source: "WSGIPythonHome",
    kind: "venv",
    version: "3.11.2",
    base: "/usr",
    usable: true,
    reason: "",
    ...more,
  },
];
const probed: Facts = {
  "python.evidence": "probed",
  "python.version": "3.11.2",
  "python.prefix": "/usr",
  "python.base_prefix": "/usr",
};

const times = (fact: string, value: string): Facts => ({
  "processes.reloaded": "2026-01-01T00:00:00Z",
  [fact]: value,
});

const groups = (live: number): Facts => ({
  "processes.groups": [{ name: "site", processes: live, threads: 18 }],
  "wsgi.daemons": [{ name: "site", processes: 2, declared_at: "/etc/apache2/site.conf:3" }],
});

const observed = (facts: Facts): Facts => ({
  "app.observed_url": "http://site/observe",
  "app.process_group": "blue",
  "app.observed_process_group": "blue",
  "app.application_group": "site|/",
  "app.application_group_variants": ["site:8080|/"],
  ...facts,
});

const rows: Row[] = [
  ...moreRows,
  {
    rule: "python/library-not-found",
    verdict: "fail",
    when: "nothing is found at all",
    facts: { "python.library.path": "not found", "python.library.path_apache": "not found" },
  },
  {
    rule: "python/library-not-found",
    verdict: "fail",
    when: "only Apache's environment finds it",
    facts: { "python.library.path": "not found" },
  },
  {
    rule: "python/library-not-found",
    verdict: "fail",
    when: "nothing is found, and Apache's environment may not be read",
    facts: { "python.library.path": "not found" },
    gaps: gap("python.library.path_apache", "denied"),
  },
  {
    rule: "python/library-not-found",
    verdict: "fail",
    when: "Apache does not find it, and the clean search failed",
    facts: { "python.library.path_apache": "not found" },
    gaps: gap("python.library.path", "failed"),
  },
  { rule: "python/library-not-found", verdict: "pass", when: "it is found" },
  {
    rule: "python/library-not-found",
    verdict: "pass",
    when: "it is found, and Apache's environment, which can only add to it, may not be read",
    gaps: gap("python.library.path_apache", "denied"),
  },
  {
    rule: "python/library-not-found",
    verdict: "unknown",
    when: "the loader could not be asked",
    gaps: gap("python.library.path", "failed"),
  },
  {
    rule: "python/library-not-found",
    verdict: "does not apply",
    when: "mod_wsgi is not there",
    gaps: { ...gap("python.library.path", "absent"), ...gap("python.library.path_apache", "absent") },
  },
  {
    rule: "python/library-env-dependent",
    verdict: "fail",
    when: "Apache finds another one",
    facts: { "python.library.path_apache": "/opt/x/libpython3.11.so.1.0" },
  },
  {
    rule: "python/library-env-dependent",
    verdict: "fail",
    when: "the login finds another one",
    facts: { "python.library.path_login": "/opt/x/libpython3.11.so.1.0" },
  },
  { rule: "python/library-env-dependent", verdict: "pass", when: "all find the same" },
  {
    rule: "python/library-env-dependent",
    verdict: "fail",
    when: "the clean search failed, and the two others differ",
    facts: { "python.library.path_apache": "/opt/x/libpython3.11.so.1.0" },
    gaps: gap("python.library.path", "failed"),
  },
  {
    rule: "python/library-env-dependent",
    verdict: "pass",
    when: "the clean search failed, and the two others agree",
    gaps: gap("python.library.path", "failed"),
  },
  {
    rule: "python/library-env-dependent",
    verdict: "unknown",
    when: "there is nothing to compare with",
    gaps: { ...gap("python.library.path_login", "failed"), ...gap("python.library.path_apache", "denied") },
  },
  {
    rule: "python/library-env-dependent",
    verdict: "does not apply",
    when: "mod_wsgi is not there",
    gaps: {
      ...gap("python.library.path", "absent"),
      ...gap("python.library.path_login", "absent"),
      ...gap("python.library.path_apache", "absent"),
    },
  },
  {
    rule: "python/library-static",
    verdict: "fail",
    when: "Python is inside",
    facts: { "python.link": "static" },
  },
  { rule: "python/library-static", verdict: "pass", when: "it is shared" },
  {
    rule: "python/library-static",
    verdict: "unknown",
    when: "the file may not be read",
    gaps: gap("python.link", "denied"),
  },
  {
    rule: "python/library-deleted",
    verdict: "fail",
    when: "a process maps a deleted file",
    facts: { "python.library.deleted": true },
  },
  { rule: "python/library-deleted", verdict: "pass", when: "all files are there" },
  {
    rule: "python/library-deleted",
    verdict: "unknown",
    when: "only root may look",
    gaps: gap("python.library.deleted", "denied"),
  },
  {
    rule: "python/library-deleted",
    verdict: "does not apply",
    when: "nothing runs",
    gaps: gap("python.library.deleted", "absent"),
  },
  {
    rule: "python/venv-version-mismatch",
    verdict: "fail",
    when: "the environment is of 3.9",
    facts: { "python.homes": home({ version: "3.9.2" }) },
  },
  {
    rule: "python/venv-version-mismatch",
    verdict: "pass",
    when: "only the last place differs",
    facts: { "python.homes": home({ version: "3.11.9" }) },
  },
  {
    rule: "python/venv-version-mismatch",
    verdict: "unknown",
    when: "it does not tell its version",
    facts: { "python.homes": home({ version: null }) },
  },
  {
    rule: "python/venv-version-mismatch",
    verdict: "fail",
    when: "the environment is an old virtualenv",
    facts: { "python.homes": home({ kind: "virtualenv", version: "2.7.18" }) },
  },
  {
    rule: "python/venv-version-mismatch",
    verdict: "pass",
    when: "the home is no virtual environment",
    facts: { "python.homes": home({ kind: "plain", version: "3.9" }) },
  },
  {
    rule: "python/venv-version-mismatch",
    verdict: "does not apply",
    when: "there is no library, though homes may not be read",
    gaps: { ...gap("python.homes", "denied"), ...gap("python.library.version", "absent") },
  },
  {
    rule: "python/venv-version-mismatch",
    verdict: "unknown",
    when: "the configuration may not be read",
    gaps: gap("python.homes", "denied"),
  },
  {
    rule: "python/no-standard-library",
    verdict: "fail",
    when: "nothing that is compiled in has one",
    facts: { "python.obstacle": "none of the directories has one", "python.candidates": ["/opt/py"] },
  },
  {
    rule: "python/no-standard-library",
    verdict: "pass",
    when: "nothing is in the way",
    facts: { "python.obstacle": "" },
  },
  {
    rule: "python/no-standard-library",
    verdict: "unknown",
    when: "Apache's environment may lead to one",
    facts: {},
    gaps: gap("python.obstacle", "denied"),
  },
  {
    rule: "python/home-unusable",
    verdict: "fail",
    when: "the home is gone",
    facts: { "python.homes": home({ usable: false, reason: "it does not exist" }) },
  },
  {
    rule: "python/home-unusable",
    verdict: "pass",
    when: "the home is good",
    facts: { "python.homes": home({}) },
  },
  {
    rule: "python/home-unusable",
    verdict: "unknown",
    when: "the login may not look into the home",
    facts: { "python.homes": home({ usable: null, reason: "the login may not look into it" }) },
  },
  {
    rule: "python/home-unusable",
    verdict: "unknown",
    when: "homes are not known",
    gaps: gap("python.homes", "failed"),
  },
  {
    rule: "wsgi/mod-python-conflict",
    verdict: "fail",
    when: "both are loaded",
    facts: { "modules.mod_python": true },
  },
  {
    rule: "wsgi/mod-python-conflict",
    verdict: "pass",
    when: "mod_python is alone",
    facts: { "modules.mod_python": true, "modules.wsgi": "absent" },
  },
  {
    rule: "wsgi/mod-python-conflict",
    verdict: "unknown",
    when: "modules are not known",
    gaps: gap("modules.mod_python", "failed"),
  },
  {
    rule: "wsgi/process-group-undefined",
    verdict: "fail",
    when: "no WSGIDaemonProcess has that name",
    facts: { "app.process_group": "nope", "wsgi.daemons": [{ name: "blue" }] },
  },
  {
    rule: "wsgi/process-group-undefined",
    verdict: "pass",
    when: "one has",
    facts: { "app.process_group": "blue", "wsgi.daemons": [{ name: "blue" }] },
  },
  {
    rule: "wsgi/process-group-undefined",
    verdict: "pass",
    when: "the application is embedded",
    facts: { "app.process_group": "", "wsgi.daemons": [] },
  },
  {
    rule: "wsgi/process-group-undefined",
    verdict: "unknown",
    when: "the daemon groups could not be read",
    facts: { "app.process_group": "blue" },
    gaps: gap("wsgi.daemons", "failed"),
  },
  {
    rule: "python/probe-failed",
    verdict: "fail",
    when: "Python did not come up",
    facts: { "probe.error": "Fatal Python error: init_fs_encoding" },
  },
  { rule: "python/probe-failed", verdict: "pass", when: "it came up", facts: { "probe.error": "" } },
  {
    rule: "python/probe-failed",
    verdict: "unknown",
    when: "no private server could be tried",
    gaps: gap("probe.error", "denied"),
  },
  { rule: "python/probe-failed", verdict: "does not apply", when: "nobody asked for it" },
  {
    rule: "python/evidence-disagrees",
    verdict: "fail",
    when: "another prefix comes up than the predicted one",
    facts: { ...probed, "python.prefix": "/opt/python", "python.predicted_prefix": "/usr" },
  },
  {
    rule: "python/evidence-disagrees",
    verdict: "fail",
    when: "another Python comes up than the library that was found",
    facts: { ...probed, "python.version": "3.12.1" },
  },
  {
    rule: "python/evidence-disagrees",
    verdict: "fail",
    when: "the live server is another one than the private server",
    facts: { ...probed, "python.evidence": "observed", "probe.prefix": "/opt/python" },
  },
  {
    rule: "python/evidence-disagrees",
    verdict: "pass",
    when: "both say the same",
    facts: { ...probed, "python.predicted_prefix": "/usr", "python.predicted_base_prefix": "/usr" },
  },
  {
    rule: "python/evidence-disagrees",
    verdict: "does not apply",
    when: "there are only predictions",
    facts: { ...probed, "python.evidence": "predicted" },
  },
  {
    rule: "python/evidence-disagrees",
    verdict: "unknown",
    when: "the probe was not possible",
    facts: { ...probed, "python.evidence": "predicted" },
    gaps: gap("probe.prefix", "denied"),
  },
  {
    rule: "python/library-replaced",
    verdict: "fail",
    when: "the library is newer than the processes",
    facts: times("processes.library_changed", "2026-01-02T00:00:00Z /usr/lib/libpython3.11.so.1.0"),
  },
  {
    rule: "python/library-replaced",
    verdict: "pass",
    when: "the processes are newer",
    facts: times("processes.library_changed", "2025-12-31T00:00:00Z /usr/lib/libpython3.11.so.1.0"),
  },
  {
    rule: "python/library-replaced",
    verdict: "unknown",
    when: "nothing tells when the children's generation began",
    facts: times("processes.library_changed", "2025-12-31T00:00:00Z /usr/lib/libpython3.11.so.1.0"),
    gaps: gap("processes.reloaded", "failed"),
  },
  {
    rule: "apache/reload-pending",
    verdict: "fail",
    when: "a file is newer than the processes",
    facts: times("processes.config_changed", "2026-01-01T00:00:02Z /etc/apache2/apache2.conf"),
  },
  {
    rule: "apache/reload-pending",
    verdict: "pass",
    when: "it was written in the second of the reload",
    facts: times("processes.config_changed", "2026-01-01T00:00:01Z /etc/apache2/apache2.conf"),
  },
  {
    rule: "apache/reload-pending",
    verdict: "unknown",
    when: "no file could be looked at",
    facts: times("processes.config_changed", ""),
    gaps: gap("processes.config_changed", "denied"),
  },
  {
    rule: "wsgi/live-group-size",
    verdict: "fail",
    when: "a process is missing",
    facts: groups(1),
  },
  { rule: "wsgi/live-group-size", verdict: "pass", when: "all are there", facts: groups(2) },
  ...([4, 5] as const).map(
    (live): Row => ({
      rule: "wsgi/live-group-size",
      verdict: live === 5 ? "pass" : "fail",
      when: `${live} of two groups that look alike are there, and 2 and 3 are configured`,
      facts: {
        "processes.groups": [{ name: "site-a + site-b", processes: live, threads: 18 }],
        "wsgi.daemons": [
          { name: "site-a", processes: 2, declared_at: "/etc/apache2/site.conf:3" },
          { name: "site-b", processes: 3, declared_at: "/etc/apache2/site.conf:4" },
        ],
      },
    }),
  ),
  {
    rule: "wsgi/live-group-size",
    verdict: "unknown",
    when: "processes cannot be seen",
    facts: groups(2),
    gaps: gap("processes.groups", "failed"),
  },
  {
    rule: "wsgi/observed-disagrees",
    verdict: "fail",
    when: "another process group answered",
    facts: observed({ "app.observed_process_group": "" }),
  },
  {
    rule: "wsgi/observed-disagrees",
    verdict: "fail",
    when: "an interpreter answered that no port brings about",
    facts: observed({ "app.observed_application_group": "other|/" }),
  },
  {
    rule: "wsgi/observed-disagrees",
    verdict: "pass",
    when: "the interpreter of another port answered",
    facts: observed({ "app.observed_application_group": "site:8080|/" }),
  },
  {
    rule: "wsgi/observed-disagrees",
    verdict: "pass",
    when: "the client decides about the interpreter",
    facts: observed({ "app.observed_application_group": "any" }),
    gaps: gap("app.application_group", "absent"),
  },
  {
    rule: "wsgi/observed-disagrees",
    verdict: "unknown",
    when: "the answers could not be read",
    facts: observed({}),
    gaps: gap("app.observed_url", "failed"),
  },
  {
    rule: "wsgi/observed-disagrees",
    verdict: "does not apply",
    when: "it was not asked",
    facts: observed({}),
    gaps: gap("app.observed_url", "absent"),
  },
  {
    rule: "apache/config-broken",
    verdict: "fail",
    when: "httpd -t fails",
    facts: { "apache.config_ok": false, "apache.config_error": "AH00526: Syntax error" },
  },
  {
    rule: "apache/config-broken",
    verdict: "pass",
    when: "httpd -t passes",
    facts: { "apache.config_ok": true },
  },
  {
    rule: "apache/config-broken",
    verdict: "unknown",
    when: "the login may not read a key file",
    facts: {},
    gaps: gap("apache.config_ok", "denied"),
  },
  {
    rule: "apache/config-broken",
    verdict: "unknown",
    when: "a library is missing that Apache's environment may find",
    facts: {
      "apache.config_ok": false,
      "apache.config_error": "Cannot load modules/mod_wsgi.so",
      "apache.environment": "none",
    },
  },
  {
    rule: "apache/config-broken",
    verdict: "unknown",
    when: "a server that does not run has no runtime directory yet",
    facts: {
      "apache.running": false,
      "apache.config_ok": false,
      "apache.config_error":
        "DefaultRuntimeDir must be a valid directory, absolute or relative to ServerRoot",
    },
  },
  {
    rule: "wsgi/loaded-twice",
    verdict: "fail",
    when: "httpd skips a second line",
    facts: { "modules.duplicated": ["wsgi_module"] },
  },
  {
    rule: "wsgi/loaded-twice",
    verdict: "fail",
    when: "a guard passes a line over",
    facts: { "modules.duplicated": [], "wsgi.passed_over": ["/opt/mod_wsgi.so (/etc/a.conf:2)"] },
  },
  {
    rule: "wsgi/loaded-twice",
    verdict: "pass",
    when: "another module is loaded twice",
    facts: { "modules.duplicated": ["ssl_module"] },
  },
  {
    rule: "wsgi/loaded-twice",
    verdict: "unknown",
    when: "httpd could not read its configuration",
    facts: {},
    gaps: gap("modules.duplicated", "failed"),
  },
  {
    rule: "wsgi/daemon-unused",
    verdict: "fail",
    when: "no application names it",
    facts: { "wsgi.daemons": [{ name: "site", declared_at: "/etc/a.conf:1" }], "wsgi.used_groups": [] },
  },
  {
    rule: "wsgi/daemon-unused",
    verdict: "pass",
    when: "one does",
    facts: { "wsgi.daemons": [{ name: "site", declared_at: "/etc/a.conf:1" }], "wsgi.used_groups": ["site"] },
  },
  {
    rule: "wsgi/daemon-unused",
    verdict: "unknown",
    when: "the client decides about a group",
    facts: { "wsgi.daemons": [{ name: "site", declared_at: "/etc/a.conf:1" }] },
    gaps: gap("wsgi.used_groups", "failed"),
  },
  {
    rule: "wsgi/application-unreachable",
    verdict: "fail",
    when: "an alias before it takes its requests",
    facts: { "app.problem": "Alias / at /etc/a.conf:1 takes its requests", "app.mount": "/a" },
  },
  {
    rule: "wsgi/application-unreachable",
    verdict: "pass",
    when: "nothing is in its way",
    facts: { "app.problem": "" },
  },
  {
    rule: "wsgi/application-unreachable",
    verdict: "pass",
    when: "its group is undefined, which has a rule of its own",
    facts: { "app.problem": 'no WSGIDaemonProcess is called "x"' },
  },
  {
    rule: "wsgi/application-unreachable",
    verdict: "unknown",
    when: "an If decides for each request",
    facts: {},
    gaps: gap("app.problem", "failed"),
  },
  {
    rule: "wsgi/embedded-prefork",
    verdict: "fail",
    when: "it is embedded in prefork",
    facts: { "app.mode": "embedded", "apache.mpm": "prefork" },
  },
  {
    rule: "wsgi/embedded-prefork",
    verdict: "pass",
    when: "it has a daemon",
    facts: { "app.mode": "daemon", "apache.mpm": "prefork" },
  },
  {
    rule: "wsgi/embedded-prefork",
    verdict: "pass",
    when: "the MPM has threads",
    facts: { "app.mode": "embedded", "apache.mpm": "event" },
  },
  {
    rule: "wsgi/embedded-prefork",
    verdict: "unknown",
    when: "the MPM could not be read",
    facts: { "app.mode": "embedded" },
    gaps: gap("apache.mpm", "failed"),
  },
  {
    rule: "wsgi/embedded-not-restricted",
    verdict: "fail",
    when: "all have daemons and embedded mode is open",
    facts: { "wsgi.modes": ["daemon"], "wsgi.restrict_embedded": false },
  },
  {
    rule: "wsgi/embedded-not-restricted",
    verdict: "pass",
    when: "embedded mode is closed",
    facts: { "wsgi.modes": ["daemon"], "wsgi.restrict_embedded": true },
  },
  {
    rule: "wsgi/embedded-not-restricted",
    verdict: "pass",
    when: "one application is embedded",
    facts: { "wsgi.modes": ["daemon", "embedded"], "wsgi.restrict_embedded": false },
  },
  {
    rule: "wsgi/embedded-not-restricted",
    verdict: "unknown",
    when: "the client decides about a group",
    facts: { "wsgi.restrict_embedded": false },
    gaps: gap("wsgi.modes", "failed"),
  },
  {
    rule: "wsgi/socket-in-tmp",
    verdict: "fail",
    when: "sockets stand in /tmp",
    facts: { "wsgi.socket_prefix": "/tmp/wsgi", "wsgi.daemons": [{ name: "site" }] },
  },
  {
    rule: "wsgi/socket-in-tmp",
    verdict: "pass",
    when: "they stand in a directory of Apache's own",
    facts: { "wsgi.socket_prefix": "/run/apache2/wsgi", "wsgi.daemons": [{ name: "site" }] },
  },
  {
    rule: "wsgi/socket-in-tmp",
    verdict: "pass",
    when: "there are no daemons to have sockets",
    facts: { "wsgi.socket_prefix": "/tmp/wsgi", "wsgi.daemons": [] },
  },
  {
    rule: "wsgi/socket-in-tmp",
    verdict: "unknown",
    when: "the configuration could not be read",
    facts: { "wsgi.daemons": [{ name: "site" }] },
    gaps: gap("wsgi.socket_prefix", "denied"),
  },
  {
    rule: "python/environment-variable",
    verdict: "fail",
    when: "PYTHONHOME is set",
    facts: { "apache.python_environment": ["PYTHONHOME=/opt/python"] },
  },
  {
    rule: "python/environment-variable",
    verdict: "pass",
    when: "neither is",
    facts: { "apache.python_environment": [] },
  },
  {
    rule: "python/environment-variable",
    verdict: "unknown",
    when: "the environment may not be read",
    facts: {},
    gaps: gap("apache.python_environment", "denied"),
  },
  {
    rule: "python/ascii-locale",
    verdict: "fail",
    when: "text is ASCII",
    facts: { "probe.preferred_encoding": "ANSI_X3.4-1968", "probe.filesystem_encoding": "utf-8" },
  },
  {
    rule: "python/ascii-locale",
    verdict: "pass",
    when: "both are UTF-8",
    facts: { "probe.preferred_encoding": "UTF-8", "probe.filesystem_encoding": "utf-8" },
  },
  {
    rule: "python/ascii-locale",
    verdict: "unknown",
    when: "the interpreter did not tell",
    facts: { "probe.filesystem_encoding": "utf-8" },
    gaps: gap("probe.preferred_encoding", "failed"),
  },
  {
    rule: "python/ascii-locale",
    verdict: "does not apply",
    when: "nobody asked for a probe",
  },
  {
    rule: "wsgi/too-old-for-python",
    verdict: "fail",
    when: "4.7 runs Python 3.11",
    facts: { "wsgi.version": "4.7.1", "python.library.version": "3.11" },
  },
  {
    rule: "wsgi/too-old-for-python",
    verdict: "pass",
    when: "4.9 runs Python 3.11",
    facts: { "wsgi.version": "4.9.4", "python.library.version": "3.11" },
  },
  {
    rule: "wsgi/too-old-for-python",
    verdict: "pass",
    when: "4.7 runs Python 3.9",
    facts: { "wsgi.version": "4.7.1", "python.library.version": "3.9" },
  },
  {
    rule: "wsgi/too-old-for-python",
    verdict: "unknown",
    when: "the version is not told",
    facts: {},
    gaps: gap("wsgi.version", "failed"),
  },
];

/** Facts of applications belong to one, which is there where a row has any. */
function place({ facts = {}, gaps = {} }: Row): InstallationAudit {
  const part = <T>(all: Record<string, T>, ofApplication: boolean): Record<string, T> =>
    Object.fromEntries(Object.entries(all).filter(([id]) => id.startsWith("app.") === ofApplication));
  const unknown = Object.fromEntries(Object.keys(part(gaps, true)).map((id) => [id, null]));
  const app = { id: "/a", facts: { ...part(facts, true), ...unknown }, gaps: part(gaps, true) };
  const applications = Object.keys(app.facts).length > 0 ? [app] : [];
  return { ...installation(part(facts, false), part(gaps, false)), applications };
}

describe("rules", () => {
  it.each(rows)("$rule: $verdict when $when", (row) => {
    const { rule, verdict } = row;
    const audit = auditOf([host("web1", { installations: [place(row)] })]);
    const found = audit.findings.filter((finding) => finding.rule === rule);
    const open = audit.unknown.filter((each) => each.rule === rule);
    expect([found.length > 0, open.length > 0]).toEqual([verdict === "fail", verdict === "unknown"]);
    for (const finding of found) {
      expect(finding.evidence).not.toBe("");
      expect(finding.remedy).not.toBe("");
    }
  });

  it.each(rules.map(({ id }) => id))(
    "%s has a case that fails, one that passes and one that is unknown",
    (id) => {
      const verdicts = new Set(rows.filter(({ rule }) => rule === id).map(({ verdict }) => verdict));
      expect([...verdicts]).toEqual(expect.arrayContaining(["fail", "pass", "unknown"]));
    },
  );

  it.each([...rules])("$id names facts that exist", ({ needs, ...rule }) => {
    const known = new Set(factCatalogue.map(({ id }) => id));
    const uses = "uses" in rule ? (rule.uses ?? []) : [];
    expect([...needs, ...uses].filter((id) => !known.has(id))).toEqual([]);
  });

  it("says of every rule what is wrong, why and what helps", () => {
    for (const rule of ruleCatalogue)
      expect([rule.title, rule.why, rule.remedy].every((text) => text.length > 20)).toBe(true);
  });
});

describe("host/weak-ssh", () => {
  const weak = { kex: "diffie-hellman-group14-sha1", cipher: "aes128-cbc", algorithms: "legacy" } as const;

  it("tells of every host for which weak algorithms are allowed, and of what was used", () => {
    const audit = auditOf([host("a"), { ...host("b"), connection: weak }]);
    const findings = audit.findings.filter(({ rule }) => rule === "host/weak-ssh");
    expect(findings).toMatchObject([
      {
        host: "b",
        message: "algorithms: legacy is set",
        evidence: "kex = diffie-hellman-group14-sha1\ncipher = aes128-cbc",
      },
    ]);
  });
});

describe("host/two-masters", () => {
  const master = (facts: Facts) =>
    installation({
      "apache.binary": "/usr/sbin/apache2",
      "apache.config_file": "/etc/apache2/apache2.conf",
      "apache.server_root": "/etc/apache2",
      "apache.running": true,
      "apache.defines": ["SSL"],
      ...facts,
    });
  const told = (...facts: Facts[]) =>
    auditOf([host("a", { installations: facts.map(master) })]).findings.filter(
      ({ rule }) => rule === "host/two-masters",
    );

  it("tells what each of them listens on, however it was started", () => {
    expect(
      told(
        { "processes.listening": ["0.0.0.0:80"], "processes.master": 7 },
        { "apache.defines": ["FOREGROUND", "SSL"], "processes.master": 9 },
      ),
    ).toMatchObject([
      {
        host: "a",
        message: "2 masters run /etc/apache2/apache2.conf",
        evidence: expect.stringMatching(/^process 7, .*listens on 0\.0\.0\.0:80\nprocess 9, .*not known/),
      },
    ]);
  });

  it.each<[string, Facts]>([
    ["does not run", { "apache.running": false }],
    ["has other flags, which choose another part of the files", { "apache.defines": ["SITE2", "SSL"] }],
    ["has flags that nobody knows", { "apache.defines": null }],
    ["has another root", { "apache.server_root": "/srv/b" }],
    ["has another file", { "apache.config_file": "/etc/apache2-dev/apache2.conf" }],
    ["is another program", { "apache.binary": "/opt/httpd/bin/httpd" }],
  ])("is silent where the second %s", (_, facts) => {
    expect(told({}, facts)).toEqual([]);
  });
});

describe("host/orphans", () => {
  it("is one finding of a host, however many there are", () => {
    const orphan = (count: number) =>
      Array.from({ length: count }, (_, at) => `(wsgi:x), process ${at}: user 33`);
    const told = (count: number) =>
      auditOf([host("a", { facts: { "host.orphans": orphan(count) } })]).findings.filter(
        ({ rule }) => rule === "host/orphans",
      );
    expect(told(0)).toEqual([]);
    expect(told(1)).toMatchObject([{ host: "a", message: "1 process has no master any more" }]);
    expect(told(30)).toMatchObject([
      { message: "30 processes have no master any more", evidence: expect.stringMatching(/\nand 10 more$/) },
    ]);
  });
});

describe("fleet/outlier", () => {
  const four = (value: string) => [
    host("a"),
    host("b"),
    host("d"),
    host("c", { installations: [installation({ "wsgi.version": value })] }),
  ];

  it("names who differs from the majority, and what it is", () => {
    const [finding] = auditOf(four("5.0.2")).findings.filter(({ rule }) => rule === "fleet/outlier");
    expect(finding).toMatchObject({
      host: "c",
      message: "not like most of web: mod_wsgi",
      evidence: "mod_wsgi (wsgi.version): 5.0.2 instead of 4.9.4",
      differs: [{ fact: "wsgi.version", expected: "4.9.4", actual: "5.0.2" }],
    });
    expect(auditOf(four("4.9.4")).findings).toEqual([]);
  });

  it("takes no side in a tie, and never counts unknown as different", () => {
    const tie = [host("a"), host("b", { installations: [installation({ "wsgi.version": "5.0.2" })] })];
    expect(auditOf(tie).findings).toEqual([]);
    const dark = [
      host("a"),
      host("b"),
      host("d"),
      host("c", { installations: [installation({}, gap("wsgi.version", "denied"))] }),
    ];
    expect(auditOf(dark).findings).toEqual([]);
  });

  it("compares with the own group only", () => {
    const other = host("z", {
      groups: ["batch"],
      installations: [installation({ "wsgi.version": "5.0.2" })],
    });
    expect(auditOf([host("a"), host("b"), other]).findings).toEqual([]);
  });
});

describe("fleet/expectation", () => {
  it.each([
    ["3.11", "3.11", true],
    ["3.11", "3.12", false],
    [["a", "b"], ["a", "b"], true],
    [["a", "b"], ["b", "a"], false],
    ["4.9.4", { pattern: "^4\\." }, true],
    ["5.0.2", { pattern: "^4\\." }, false],
    ["3.9", { range: ">=3.9 <3.12" }, true],
    ["3.12.1", { range: ">=3.9 <3.12" }, false],
    ["prefork", { one_of: ["event", "worker"] }, false],
    [true, true, true],
    ["not found", { range: "<3.12" }, false],
    ["", { range: "<3.12" }, false],
    ["glibc 2.36", { range: ">=2.31 <3" }, true],
    ["12", 12, true],
    ["12", 13, false],
    [[{ name: "x", user: "y" }], [{ user: "y", name: "x" }], true],
    ["/opt/python3.11/lib", { pattern: "3\\.11" }, true],
    ["/opt/python3.11/lib", { pattern: "^3\\.11" }, false],
  ] as const)("%j meets %j: %s", (value, expectation, verdict) => {
    expect(meets(value, expectation as never)).toBe(verdict);
  });

  it("compares versions number by number, not letter by letter", () => {
    expect(inRange("3.10", ">3.9")).toBe(true);
    expect(inRange("2.4.62", ">=2.4.7")).toBe(true);
    expect(inRange("3.11", "3.11.0")).toBe(true);
    expect(inRange("3.13.0rc1", ">= 3.13")).toBe(true);
    for (const range of ["about 3", "=>3", "", ">", ">=3.x"])
      expect(() => inRange("3.9", range)).toThrow(RangeError);
  });

  it("is unknown where the value is, and a finding where it differs", () => {
    const dark = auditOf([host("a", { installations: [installation({}, gap("wsgi.version", "failed"))] })], {
      expect: { a: { "wsgi.version": "4.9.4" } },
    });
    expect(dark.findings).toEqual([]);
    expect(dark.unknown).toContainEqual(expect.objectContaining({ rule: "fleet/expectation", host: "a" }));
    const wrong = auditOf([host("a")], { expect: { a: { "wsgi.version": "5.0.2", "host.os": "debian" } } });
    expect(wrong.findings).toMatchObject([{ rule: "fleet/expectation", host: "a", actual: "4.9.4" }]);
  });
});
