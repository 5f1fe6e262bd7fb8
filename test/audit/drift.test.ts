import { describe, expect, it } from "vitest";
import { driftBetween, isQuiet } from "../../src/audit/drift.js";
import type { HostAudit } from "../../src/model/audit.js";
import { driftText } from "../../src/report/drift.js";
import { auditOf, host, installation } from "../support/sample.js";

const ok = { discovery: { outcome: "ok" as const } };
const web = (name: string, more: Partial<HostAudit> = {}) => host(name, { checks: ok, ...more });
const version = (value: string) => [installation({ "wsgi.version": value })];
const away = (name: string): HostAudit => ({
  ...host(name),
  status: "unreachable",
  facts: {},
  installations: [],
  error: { stage: "dial", code: "refused", message: "connection refused" },
});
const skipped = (name: string): HostAudit => host(name, { status: "skipped", facts: {}, installations: [] });
const cutOff = (name: string): HostAudit => ({
  ...away(name),
  status: "failed",
  error: { stage: "exec", code: "interrupted", message: "interrupted" },
});

const drift = (before: HostAudit[], after: HostAudit[]) => driftBetween(auditOf(before), auditOf(after));

describe("drift", () => {
  it("is nothing where nothing changed", () => {
    const found = drift([web("a"), web("b")], [web("a"), web("b")]);
    expect(isQuiet(found)).toBe(true);
    expect(found.compared).toBe(2);
  });

  it("is a value that is another one, with both", () => {
    const found = drift([web("a")], [web("a", { installations: version("5.0.2") })]);
    expect(found.changes).toEqual([
      {
        host: "a",
        installation: "/usr/sbin/apache2:/etc/apache2/apache2.conf",
        fact: "wsgi.version",
        before: "4.9.4",
        after: "5.0.2",
      },
    ]);
    expect(driftText(found)).toContain("wsgi.version: 4.9.4 -> 5.0.2");
  });

  it.each([
    ["silent", web("a"), away("a")],
    ["back", away("a"), web("a", { installations: version("5.0.2") })],
  ] as const)("is a host that is %s, and no value of it", (kind, before, after) => {
    const found = drift([before], [after]);
    expect(found.hosts).toMatchObject([{ kind, host: "a" }]);
    expect(found).toMatchObject({ changes: [], arrivals: [], compared: 0, findings: { cleared: [] } });
    expect(found.unread).toHaveLength(1);
    expect(isQuiet(found)).toBe(false);
  });

  it("is nothing where a host was silent before and is silent still, which is not compared", () => {
    const found = drift([away("a")], [away("a")]);
    expect(isQuiet(found)).toBe(true);
    expect(found.unread).toHaveLength(1);
  });

  it.each([
    ["was not asked before", skipped("a"), web("a")],
    ["was cut off by the end of the run before", cutOff("a"), web("a")],
    ["was not asked now", web("a"), skipped("a")],
    ["was cut off by the end of this run", web("a"), cutOff("a")],
    ["was not asked before, and is silent now", skipped("a"), away("a")],
  ])(
    "is none of a host that %s: it fell silent in neither run, and is not compared",
    (_what, before, after) => {
      const found = drift([before], [after]);
      expect(isQuiet(found)).toBe(true);
      expect(found.compared).toBe(0);
      expect(driftText(found)).toMatch(/^Not compared, which is no change:\n {2}a: /);
    },
  );

  it("is a host that is asked for the first time, with its findings, or not any more", () => {
    const broken = web("b", { installations: [installation({ "python.library.deleted": true })] });
    const added = drift([web("a")], [web("a"), broken]);
    expect(added.hosts).toEqual([{ kind: "new", host: "b" }]);
    expect(added.findings.firstSeen).toMatchObject([{ host: "b", rule: "python/library-deleted" }]);
    expect(drift([web("a"), broken], [web("a")]).hosts).toEqual([{ kind: "gone", host: "b" }]);
  });

  it("is a second finding of the same rule in the same place, but not other words for the same", () => {
    const audit = (...messages: string[]) => {
      const one = auditOf([web("a")]);
      const [first] = auditOf([
        web("a", { installations: [installation({ "python.link": "static" })] }),
      ]).findings;
      if (!first) throw new Error("no finding");
      return { ...one, findings: messages.map((message) => ({ ...first, message })) };
    };
    const between = (before: string[], after: string[]) =>
      driftBetween(audit(...before), audit(...after)).findings;
    expect(between(["x"], ["x", "y"])).toMatchObject({ appeared: [{ message: "y" }], cleared: [] });
    expect(between(["x", "y"], ["y"])).toMatchObject({ appeared: [], cleared: [{ message: "x" }] });
    expect(between(["x, 3 times"], ["x, 4 times"])).toMatchObject({ appeared: [], cleared: [] });
  });

  it("is another expectation that is not met, whatever else was not", () => {
    const expecting = (...facts: string[]) =>
      auditOf([web("a")], { expect: { a: Object.fromEntries(facts.map((fact) => [fact, "none"])) } });
    const { findings } = driftBetween(expecting("wsgi.version"), expecting("apache.mpm"));
    expect(findings.appeared).toMatchObject([{ rule: "fleet/expectation" }]);
    expect(findings.cleared).toMatchObject([{ rule: "fleet/expectation" }]);
  });

  it("tells a finding where nobody could look before", () => {
    const deleted = { "python.library.deleted": true };
    const dark = installation({}, { "python.library.deleted": { outcome: "denied", reason: "no" } });
    const found = drift(
      [web("a", { installations: [dark] })],
      [web("a", { installations: [installation(deleted)] })],
    );
    expect(found.findings).toMatchObject({ appeared: [], firstSeen: [{ rule: "python/library-deleted" }] });
  });

  it.each(["denied", "failed"] as const)("is no value that is %s now", (outcome) => {
    const dark = installation({}, { "wsgi.version": { outcome, reason: "no" } });
    expect(isQuiet(drift([web("a")], [web("a", { installations: [dark] })]))).toBe(true);
  });

  it("is a value that is certainly gone", () => {
    const gone = installation({}, { "wsgi.version": { outcome: "absent", reason: "not loaded" } });
    const [change] = drift([web("a")], [web("a", { installations: [gone] })]).changes;
    expect(change).toMatchObject({ fact: "wsgi.version", before: "4.9.4", after: null });
  });

  it("is an installation that appears or vanishes, where the search for them was whole", () => {
    const two = [installation(), installation({}, {}, "/opt/httpd")];
    const one = web("a");
    expect(drift([one], [web("a", { installations: two })]).arrivals).toEqual([
      { kind: "appeared", host: "a", installation: "/opt/httpd" },
    ]);
    expect(drift([web("a", { installations: two })], [one]).arrivals).toMatchObject([{ kind: "vanished" }]);
    const unsure = web("a", { checks: { discovery: { outcome: "failed" } } });
    expect(drift([web("a", { installations: two })], [unsure]).arrivals).toEqual([]);
  });

  it("is a finding that is new, or one whose rule holds again", () => {
    const deleted = (value: boolean) =>
      web("a", { installations: [installation({ "python.library.deleted": value })] });
    expect(drift([deleted(false)], [deleted(true)]).findings.appeared).toMatchObject([
      { rule: "python/library-deleted" },
    ]);
    expect(drift([deleted(true)], [deleted(false)]).findings.cleared).toMatchObject([
      { rule: "python/library-deleted" },
    ]);
    const dark = installation({}, { "python.library.deleted": { outcome: "denied", reason: "no" } });
    expect(drift([deleted(true)], [web("a", { installations: [dark] })]).findings.cleared).toEqual([]);
  });

  it("says equal changes of several hosts once", () => {
    const hosts = ["web1", "web2", "web3"];
    const found = drift(
      hosts.map((name) => web(name)),
      hosts.map((name) => web(name, { installations: version("5.0.2") })),
    );
    expect(driftText(found)).toMatch(/web\[1-3\] \(3\).*wsgi\.version: 4\.9\.4 -> 5\.0\.2/);
    expect(driftText(found).match(/wsgi\.version/g)).toHaveLength(1);
  });
});
