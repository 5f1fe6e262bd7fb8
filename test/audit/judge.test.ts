import { describe, expect, it } from "vitest";
import type { Finding, HostAudit } from "../../src/model/audit.js";
import type { Expectation, Facts, Gaps } from "../../src/model/fact.js";
import { applyRule, defineRule } from "../../src/rules/rule.js";
import { Place } from "../../src/rules/scope.js";
import { auditOf, host, installation, sampleFleet } from "../support/sample.js";

const expecting = (hosts: HostAudit[], name: string, fact: string, expectation: Expectation) =>
  auditOf(hosts, { expect: { [name]: { [fact]: expectation } } });

describe("a rule", () => {
  const rule = (judge: () => readonly never[] | { because: string }) =>
    defineRule({
      id: "test/rule",
      severity: "error",
      title: "",
      why: "",
      remedy: "",
      needs: ["a", "b"],
      judge,
    });
  const facts = { a: 1, b: 2, c: 3 };
  const at = (own: Facts, gaps: Gaps = {}) => new Place({ facts: own, gaps });

  it("that throws is unknown, never a crash and never a pass", () => {
    const broken = rule(() => {
      throw new Error("boom");
    });
    expect(applyRule(broken, at(facts))).toEqual({ unknown: "the rule failed: boom" });
  });

  it("sees only the facts that it names", () => {
    let seen: object = {};
    const spy = defineRule({
      ...rule(() => []),
      judge: (given) => {
        seen = given;
        return [];
      },
    });
    expect(applyRule(spy, at(facts))).toEqual({ offences: [] });
    expect(seen).toEqual({ a: 1, b: 2 });
  });

  it("is not asked without a fact that it needs, and says which one is missing", () => {
    const never = rule(() => {
      throw new Error("asked");
    });
    expect(
      applyRule(never, at({ a: 1, b: null }, { b: { outcome: "denied", reason: "root only" } })),
    ).toEqual({
      unknown: "b is denied: root only",
    });
    expect(applyRule(never, at({ a: 1 }))).toEqual({ unknown: "b was not collected" });
  });

  it("does not apply where a fact is absent, whatever could not be seen beside it", () => {
    const gaps = {
      a: { outcome: "denied", reason: "root only" },
      b: { outcome: "absent", reason: "no mod_wsgi" },
    } as const;
    expect(
      applyRule(
        rule(() => []),
        at({ a: null, b: null }, gaps),
      ),
    ).toEqual({ notApplicable: true });
  });

  it("may say itself why it cannot decide", () => {
    expect(
      applyRule(
        rule(() => ({ because: "too dark" })),
        at(facts),
      ),
    ).toEqual({ unknown: "too dark" });
  });
});

describe("the place of a rule", () => {
  const host = new Place({
    facts: { "host.os": "debian", shared: "host" },
    gaps: { "host.cpu": { outcome: "failed", reason: "?" } },
  });
  const inner = new Place({ facts: { shared: null, own: 1 }, gaps: {} }, host);

  it("shows its own facts before those around it, also one without a value", () => {
    expect(inner.fact("own")).toBe(1);
    expect(inner.fact("host.os")).toBe("debian");
    expect(inner.fact("shared")).toBeNull();
    expect(inner.gap("host.cpu")).toMatchObject({ outcome: "failed" });
    expect(host.fact("own")).toBeUndefined();
  });

  it("knows no names but those of facts", () => {
    expect(inner.fact("constructor")).toBeUndefined();
    expect(inner.gap("toString")).toBeUndefined();
  });
});

describe("remedies", () => {
  const remedyOn = (os: string) => {
    const facts = { "host.os": os, "host.os_version": "1", "host.ld_library_path": "" };
    const { findings } = auditOf([
      host("a", { facts, installations: [installation({ "python.library.deleted": true })] }),
    ]);
    return findings.find(({ rule }) => rule === "python/library-deleted")?.remedy;
  };

  it.each([
    ["debian", "systemctl stop apache2"],
    ["ubuntu", "systemctl stop apache2"],
    ["rocky", "systemctl stop httpd"],
    ["opensuse-leap", "systemctl stop apache2"],
    ["alpine", "rc-service apache2 stop"],
    ["freebsd", "service apache24 stop"],
    ["macos", "apachectl stop"],
    ["plan9", "apachectl stop"],
  ])("are for the system at hand: %s", (os, command) => {
    expect(remedyOn(os)).toContain(command);
  });
});

describe("expectations", () => {
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
    const fleet = Array.from({ length: 4001 }, (_, index) =>
      host(`h${index}`, {
        installations: [installation({ "wsgi.version": index % 2 ? `v${index}` : "4.9.4" })],
      }),
    );
    const began = performance.now();
    const outliers = auditOf(fleet).findings.filter(({ rule }) => rule === "fleet/outlier");
    expect(outliers).toHaveLength(2000);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
