import { describe, expect, it } from "vitest";
import type { Finding, HostAudit } from "../../src/model/audit.js";
import type { Expectation, Facts } from "../../src/model/fact.js";
import { expectLinear } from "../support/linear.js";
import { auditOf, host, installation, sampleFleet } from "../support/sample.js";

const expecting = (hosts: HostAudit[], name: string, fact: string, expectation: Expectation) =>
  auditOf(hosts, { expect: { [name]: { [fact]: expectation } } });

describe("remedies", () => {
  const remedyOn = (os: string) => {
    const facts = { "host.os": os, "host.os_version": "1", "host.ld_library_path": "" };
    const { findings } = auditOf([
      host("a", { facts, installations: [installation({ "python.library.deleted": true })] }),
    ]);
    return findings.find(({ rule }) => rule === "python/library-deleted")?.remedy;
  };

  it.each([
    ["debian", "service apache2 stop"],
    ["ubuntu", "service apache2 stop"],
    ["rocky", "systemctl stop httpd"],
    ["opensuse-leap", "systemctl stop apache2"],
    ["alpine", "rc-service apache2 stop"],
    ["freebsd", "service apache24 stop"],
    ["macos", "apachectl stop"],
    ["plan9", "apachectl stop"],
  ])("are for the system at hand: %s", (os, command) => {
    expect(remedyOn(os)).toContain(command);
  });

  const remedyFor = (rule: string, facts: Facts) => {
    const { findings } = auditOf([
      host("a", {
        facts: { "host.os": "debian", "host.os_version": "12", "host.ld_library_path": "" },
        installations: [installation(facts)],
      }),
    ]);
    return findings.find((finding) => finding.rule === rule)?.remedy;
  };
  const refused = (file: string) => ({
    "apache.config_ok": false,
    "apache.config_file": "/etc/apache2/apache2.conf",
    "apache.config_error": `Syntax error on line 1 of /etc/apache2/mods-enabled/${file}.load: Cannot load /usr/lib/apache2/modules/mod_${file}.so into server: /usr/lib/apache2/modules/mod_${file}.so: cannot open shared object file: No such file or directory`,
  });

  it("do not lead into the next fault: without mod_wsgi its directives are refused", () => {
    expect(remedyFor("apache/module-dangling", refused("wsgi"))).toMatch(/^Install the module/);
    expect(remedyFor("apache/module-dangling", refused("php7.4"))).toMatch(/^Run a2dismod php7\.4,/);
    expect(remedyFor("apache/module-dangling", refused("ssl"))).toMatch(/^Run a2dismod ssl,/);
  });

  it.each([
    ["/etc/apache2/apache2.conf", "/etc/apache2/envvars in the place of LANG=C"],
    ["/etc/apache2-shop/apache2.conf", "/etc/apache2-shop/envvars in the place of LANG=C"],
    ["/usr/local/apache2/conf/httpd.conf", "where Apache is started"],
  ])("name the files of the installation at hand: %s", (file, where) => {
    const facts = { "probe.preferred_encoding": "ascii", "probe.filesystem_encoding": "ascii" };
    expect(remedyFor("python/ascii-locale", { ...facts, "apache.config_file": file })).toContain(where);
  });

  it("of an environment whose base is gone are told once", () => {
    const home = { home: "/srv/venv", source: "WSGIPythonHome", kind: "venv", version: "3.11.2", reason: "" };
    const gone = { ...home, base: "/opt/removed", base_exists: false, usable: true };
    const facts = { "python.homes": [gone], "python.library.prefix": "/usr" };
    expect(remedyFor("python/base-gone", facts)).toContain(
      "mv /srv/venv /srv/venv.old && /usr/bin/python3.11 -m venv /srv/venv, and",
    );
    expect(remedyFor("python/base-mixed", facts)).toBeUndefined();
  });
});

describe("expectations", () => {
  const applications = [
    { id: "/", facts: { "app.mode": "daemon" }, gaps: {} },
    { id: "/old", facts: { "app.mode": "embedded" }, gaps: {} },
  ];
  const serving = (outcome: "ok" | "absent" | "denied") =>
    expecting(
      [
        host("a", {
          installations: [
            {
              ...installation(),
              applications: outcome === "ok" ? applications : [],
              checks: { applications: { outcome, reason: "not shown" } },
            },
          ],
        }),
      ],
      "a",
      "app.mode",
      "daemon",
    );

  it("of applications hold for each of them", () => {
    const found = serving("ok").findings.filter(({ rule }) => rule === "fleet/expectation");
    expect(found).toMatchObject([{ host: "a", application: "/old", actual: "embedded" }]);
  });

  it("of applications are unknown where nobody could look for them, and hold where there are none", () => {
    const open = (outcome: "absent" | "denied") =>
      serving(outcome).unknown.filter(({ rule }) => rule === "fleet/expectation");
    expect(open("denied")).toMatchObject([{ reason: "app.mode: not shown" }]);
    expect(open("absent")).toEqual([]);
  });

  it("say what was expected and what is there", () => {
    expect(expecting([host("a")], "a", "wsgi.version", "5.0.2").findings).toMatchObject([
      { rule: "fleet/expectation", host: "a", expected: "5.0.2", actual: "4.9.4" },
    ]);
  });

  it("of a host's fact are judged once, whatever runs on it", () => {
    const two = host("a", { installations: [installation(), installation({}, {}, "other")] });
    const { findings } = expecting([two], "a", "host.os", "rocky");
    expect(findings.filter(({ rule }) => rule === "fleet/expectation")).toHaveLength(1);
    expect(findings[0]).not.toHaveProperty("installation");
  });

  it.each([
    [{ pattern: "(" }, "the rule failed"],
    [{ range: "about 3" }, "the rule failed"],
  ])("that cannot be read are unknown and cost nothing else: %j", (expectation, reason) => {
    const audit = expecting(sampleFleet(), "web01", "wsgi.version", expectation);
    expect(audit.unknown.find(({ rule }) => rule === "fleet/expectation")?.reason).toContain(reason);
    expect(audit.findings).toEqual(auditOf(sampleFleet()).findings);
  });

  it.each([
    ["host.os", "the host is unreachable"],
    ["wsgi.version", "the host is unreachable"],
    ["wsgi.versoin", "there is no such fact"],
  ])("of a host that is silent are unknown: %s", (fact, reason) => {
    const { unknown, findings } = expecting(sampleFleet(), "gone1", fact, "x");
    expect(unknown).toContainEqual(
      expect.objectContaining({ host: "gone1", reason: expect.stringContaining(reason) }),
    );
    expect(findings.filter(({ rule }) => rule === "fleet/expectation")).toEqual([]);
  });
});

describe("the order of findings", () => {
  it("is severity, rule, host, whatever the order of the hosts", () => {
    const place = ({ severity, rule, host }: Finding) => `${severity} ${rule} ${host}`;
    const findings = auditOf(sampleFleet()).findings.map(place);
    expect(findings).toEqual([...findings].sort());
    const reversed = auditOf(sampleFleet().reverse()).findings.map(place);
    expect([...reversed].sort()).toEqual(findings);
    expect(reversed).toEqual(findings);
  });
});

describe("a large fleet", () => {
  it("is judged in a time that grows with it: every second host has a value of its own", () => {
    const fleet = (size: number) =>
      Array.from({ length: size + 1 }, (_, index) =>
        host(`h${index}`, {
          installations: [installation({ "wsgi.version": index % 2 ? `5.${index}` : "4.9.4" })],
        }),
      );
    expectLinear((size) => {
      const outliers = auditOf(fleet(size)).findings.filter(({ rule }) => rule === "fleet/outlier");
      expect(outliers).toHaveLength(size / 2);
    }, 1000);
  });
});
