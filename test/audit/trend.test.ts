import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { subjectOf } from "../../src/audit/finding-drift.js";
import { TrendBuilder } from "../../src/audit/trend.js";
import type { Audit, Finding } from "../../src/model/audit.js";
import { auditOf, host } from "../support/sample.js";

const finding = (name: string): Finding => ({
  rule: "python/library-static",
  severity: "warning",
  host: name,
  message: "m",
  evidence: "e",
  remedy: "r",
});

/** How the one host fares in a run: it has the finding, holds, could not be judged, or says nothing. */
type Night = "found" | "accepted" | "holds" | "unknown" | "silent";

const startOf = (day: number) => `2026-01-${String(day).padStart(2, "0")}T03:00:00.000Z`;

function auditFor(night: Night, day: number): Audit {
  const web = host(
    "web01",
    night === "silent" ? { status: "unreachable", facts: {}, installations: [] } : {},
  );
  const audit = auditOf([web, host("web02")]);
  const { rule } = finding("web01");
  const warning = night === "found" ? 1 : 0;
  return {
    ...audit,
    run: { ...audit.run, startedAt: startOf(day) },
    totals: { ...audit.totals, findings: { error: 0, warning, info: 0 } },
    findings: night === "found" ? [finding("web01")] : [],
    accepted: night === "accepted" ? [{ ...finding("web01"), reason: "x", until: "2027-01-01" }] : [],
    unknown: night === "unknown" ? [{ rule, host: "web01", reason: "denied" }] : [],
  };
}

/** The trend of nights, the last of which is the audit. */
function trendOver(nights: readonly Night[]) {
  const audits = nights.map((night, at) => auditFor(night, at + 1));
  const builder = new TrendBuilder();
  for (const audit of audits.slice(0, -1)) builder.add(audit);
  return builder.of(audits.at(-1) as Audit, audits.at(-2));
}

const firstDay = (nights: readonly Night[]) => trendOver(nights).firstSeen.get(subjectOf(finding("web01")));

describe("the run that had a finding first", () => {
  it.each<[string, Night[], number | undefined]>([
    ["is the audit itself, if no run had it before", ["holds", "holds", "found"], 3],
    ["is the first one of those that all had it", ["holds", "found", "found"], 2],
    ["is the one after the rule held in between", ["found", "holds", "found"], 3],
    ["stays the same over a night of silence", ["found", "silent", "found"], 1],
    ["stays the same where it could not be judged", ["found", "unknown", "found"], 1],
    ["counts what was accepted for a time", ["accepted", "found"], 1],
    ["is the oldest that is kept, if that had it", ["found", "found"], 1],
    ["is none, where it is not found", ["found", "holds"], undefined],
  ])("%s", (_what, nights, day) => {
    expect(firstDay(nights)).toBe(day === undefined ? undefined : startOf(day));
  });

  it("is one that had it, and after it no run shows that the rule held", () => {
    const nights = fc.array(fc.constantFrom<Night>("found", "accepted", "holds", "unknown", "silent"), {
      maxLength: 12,
    });
    const property = fc.property(nights, (before) => {
      const all: Night[] = [...before, "found"];
      const first = firstDay(all);
      const day = all.findIndex((_night, at) => first === startOf(at + 1));
      expect(["found", "accepted"]).toContain(all[day]);
      expect(all.slice(day)).not.toContain("holds");
      const earlier = all.slice(all.slice(0, day).lastIndexOf("holds") + 1, day);
      expect(earlier.filter((night) => night === "found" || night === "accepted")).toEqual([]);
    });
    fc.assert(property, { numRuns: 100 });
  });

  it("is not known of who is not like a golden host: earlier runs were compared by their groups", () => {
    const audit = auditFor("holds", 2);
    const odd = { ...finding("web01"), rule: "fleet/outlier" };
    const comparison = audit.comparison.map((each) => ({ ...each, golden: "web02" }));
    const builder = new TrendBuilder();
    builder.add(auditFor("holds", 1));
    const { firstSeen } = builder.of({ ...audit, findings: [odd], comparison }, auditFor("holds", 1));
    expect([...firstSeen]).toEqual([]);
  });
});

describe("the runs of a trend", () => {
  it("are counted oldest first, the audit last; without a whole answer is silent", () => {
    const { runs } = trendOver(["found", "silent", "holds"]);
    expect(runs.map(({ startedAt, warning, hosts, silent }) => [startedAt, warning, hosts, silent])).toEqual([
      [startOf(1), 1, 2, 0],
      [startOf(2), 0, 2, 1],
      [startOf(3), 0, 2, 0],
    ]);
  });

  it("tell what came and went since the run before, and of the first one nothing", () => {
    const { since } = trendOver(["holds", "found"]);
    expect(since?.startedAt).toBe(startOf(1));
    expect(since?.drift.findings.appeared).toEqual([finding("web01")]);
    expect(trendOver(["found", "holds"]).since?.drift.findings.cleared).toEqual([finding("web01")]);
    expect(trendOver(["holds", "silent"]).since?.drift.hosts).toMatchObject([
      { kind: "silent", host: "web01" },
    ]);
    expect(trendOver(["found"])).not.toHaveProperty("since");
  });
});
