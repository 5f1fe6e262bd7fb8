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

  it("is neither made nor cleared by a host that could not be read", () => {
    for (const [before, after] of [
      [web("a"), away("a")],
      [away("a"), web("a", { installations: version("5.0.2") })],
    ] as const) {
      const found = drift([before], [after]);
      expect(isQuiet(found)).toBe(true);
      expect(found.unread).toHaveLength(1);
      expect(found.compared).toBe(0);
    }
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
