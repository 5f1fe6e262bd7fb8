import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/model/audit.js";
import { auditOf, host, installation } from "../support/sample.js";

const LIBRARY = "/opt/pylib/libpython3.11.so.1.0";

const alike = ["a", "b", "c", "d"].map((name) => host(name));
const outlier = ({ rule }: Finding) => rule === "fleet/outlier";
const factsIn = ({ differs = [] }: Finding) => differs.map(({ fact }) => fact);

/** A library that is found with LD_LIBRARY_PATH only. */
const lost = {
  "python.library.path": "not found",
  "python.library.path_login": LIBRARY,
  "python.library.path_apache": LIBRARY,
  "python.library.mapped": [LIBRARY],
};

const findingsOf = (...odd: ReturnType<typeof host>[]) => auditOf([...alike, ...odd]).findings;

describe("one cause is one finding", () => {
  it("what a rule explains is part of its finding, the host's own facts too", () => {
    const findings = findingsOf(
      host("z", { installations: [installation(lost)], facts: { "host.ld_library_path": "/opt/pylib" } }),
    );
    expect(findings.filter(outlier)).toEqual([]);
    const [first] = findings.filter(({ rule }) => rule === "python/library-not-found");
    expect(first && factsIn(first)).toEqual([
      "host.ld_library_path",
      "python.library.path",
      "python.library.path_login",
      "python.library.path_apache",
    ]);
  });

  it("what none explains is one finding of the host, with each fact, here and in its group", () => {
    const findings = findingsOf(
      host("z", {
        installations: [installation({ ...lost, "apache.mpm": "worker", "wsgi.version": "5.0.2" })],
        facts: { "host.os_version": "13" },
      }),
    ).filter(outlier);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      host: "z",
      message: "not like most of web: OS version, MPM, mod_wsgi",
      evidence: [
        "OS version (host.os_version): 13 instead of 12",
        "MPM (apache.mpm): worker instead of event",
        "mod_wsgi (wsgi.version): 5.0.2 instead of 4.9.4",
      ].join("\n"),
    });
  });

  it("a finding of little weight hides nothing", () => {
    const open = installation({ "wsgi.modes": ["daemon"] });
    const restricted = ["a", "b", "c", "d"].map((name) =>
      host(name, {
        installations: [installation({ "wsgi.modes": ["daemon"], "wsgi.restrict_embedded": true })],
      }),
    );
    const { findings } = auditOf([...restricted, host("z", { installations: [open] })]);
    const [info] = findings.filter(({ rule }) => rule === "wsgi/embedded-not-restricted");
    expect(info && { severity: info.severity, differs: factsIn(info) }).toEqual({
      severity: "info",
      differs: [],
    });
    expect(findings.filter(outlier).flatMap(factsIn)).toEqual(["wsgi.restrict_embedded"]);
  });

  it("a finding of another installation explains nothing, and each installation has its own", () => {
    const second = "/opt/httpd/bin/httpd:/opt/httpd/conf/httpd.conf";
    const two = host("z", {
      installations: [installation(lost), installation({ "python.library.path": "not found" }, {}, second)],
    });
    const odd = installation({ "apache.mpm": "worker" }, {}, second);
    const three = host("y", { installations: [installation(lost), odd], facts: { "host.os_version": "13" } });
    const places = findingsOf(two, three)
      .filter(outlier)
      .map(({ host: name, installation: at }) => [name, at]);
    expect(places).toContainEqual(["y", second]);
    expect(places).toContainEqual(["y", undefined]);
  });

  it("every outlier is in exactly one finding, whatever differs", () => {
    const values = {
      "apache.mpm": ["event", "worker"],
      "wsgi.version": ["4.9.4", "5.0.2"],
      "python.link": ["shared", "static"],
      "python.library.path": [LIBRARY, "not found"],
      "python.library.deleted": [false, true],
      "wsgi.lazy_initialization": [true, false],
    };
    const facts = fc.record(
      Object.fromEntries(Object.entries(values).map(([id, those]) => [id, fc.constantFrom(...those)])),
    );
    fc.assert(
      fc.property(fc.array(facts, { minLength: 1, maxLength: 6 }), (all) => {
        const odd = all.map((each, index) => host(`z${index}`, { installations: [installation(each)] }));
        const audit = auditOf([...alike, ...odd]);
        const told = audit.findings.flatMap((each) => factsIn(each).map((fact) => `${each.host} ${fact}`));
        const outliers = audit.comparison.flatMap(({ fact, outliers }) =>
          outliers.map((each) => `${each.host} ${fact}`),
        );
        expect(told.sort()).toEqual(outliers.sort());
      }),
    );
  });
});
