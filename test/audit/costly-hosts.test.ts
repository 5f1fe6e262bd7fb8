import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/audit/evaluate.js";
import type { HostRecord, SnapshotHeader } from "../../src/model/snapshot.js";
import { formatRecord } from "../../src/snapshot/write.js";
import {
  type CostlyHost,
  costlyHosts,
  costlyRecord,
  honestRecord,
  lineKinds,
} from "../support/costly-host.js";
import { cost } from "../support/linear.js";
import { PROGRAM } from "../support/program.js";

const honest = honestRecord();

const headerOf = (hosts: readonly HostRecord[]): SnapshotHeader => ({
  record: "header",
  schema: "wsgi-audit/snapshot/1",
  tool: { name: "wsgi-audit", version: "0.0.0" },
  run: { id: "00000000-0000-4000-8000-000000000000", startedAt: "2026-01-01T00:00:00.000Z", inventory: "" },
  selected: hosts.map(({ host }) => host.name),
  compareBy: "group",
  script: "0".repeat(64),
});

const judged = (...hosts: readonly HostRecord[]) => evaluate({ header: headerOf(hosts), hosts: [...hosts] });

/** What an ordinary fleet costs is the measure: this machine's, as busy as it is now. */
const FLEET = Array.from({ length: 400 }, (_, n) => ({
  ...honest,
  host: { ...honest.host, name: `web${n}` },
}));
const costOfFleet = cost(() => judged(...FLEET));

describe("a host that is costly to judge", () => {
  it.each<[string, CostlyHost]>([
    ...lineKinds.map((kind): [string, CostlyHost] => [
      `4,000 times ${kind}`,
      { installations: 1, times: 4000, nested: 0, lines: [kind] },
    ]),
    ["everything in 40 installations", { installations: 40, times: 100, nested: 0, lines: lineKinds }],
    ["200 installations", { installations: 200, times: 3, nested: 0, lines: ["daemons", "lost"] }],
    ["deep sections", { installations: 1, times: 300, nested: 190, lines: ["aliases", "expressions"] }],
    ["just below the limit", { installations: 1, times: 2400, nested: 0, lines: ["daemons", "lost"] }],
  ])("costs no more than 400 ordinary ones: %s", (_name, host) => {
    const record = costlyRecord(host);
    expect(cost(() => judged(record))).toBeLessThan(Math.max(300, 3 * costOfFleet));
  });

  it("is judged or failed as a whole, and changes nothing for the others", () => {
    const alone = JSON.stringify(judged(honest).hosts[0]);
    fc.assert(
      fc.property(costlyHosts, (host) => {
        const { hosts, totals, findings } = judged(honest, costlyRecord(host));
        const [beside, costly] = hosts;
        expect(JSON.stringify(beside)).toBe(alone);
        if (costly?.status === "failed") {
          expect(costly.error).toMatchObject({ stage: "judge", code: "too-much-to-judge" });
          expect(costly.error?.message).toMatch(/^too much to judge: ./);
          expect([costly.installations, costly.facts]).toEqual([[], {}]);
          expect(findings.some((finding) => finding.host === "costly")).toBe(false);
        } else expect(costly?.installations).toHaveLength(host.installations);
        const { selected, ...counts } = totals.hosts;
        expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(selected);
      }),
      { numRuns: 25 },
    );
  });

  it("says each thing in so many words, however long its lists", () => {
    const { findings } = judged(
      costlyRecord({ installations: 1, times: 2000, nested: 0, lines: ["daemons", "lost"] }),
    );
    expect(findings.length).toBeGreaterThan(2000);
    for (const { message, evidence } of findings) expect(message.length + evidence.length).toBeLessThan(4200);
    expect(findings.find(({ rule }) => rule === "wsgi/process-group-undefined")?.message).toMatch(
      /^there is no WSGIDaemonProcess "h\d+"; defined: g0, .*, and 1990 more$/,
    );
  });

  it("is no server that somebody runs: 500 virtual hosts in 48,000 lines are judged", () => {
    const { hosts } = judged(
      costlyRecord({ installations: 1, times: 500, nested: 0, lines: ["servers", "daemons", "variables"] }),
    );
    expect(hosts[0]).toMatchObject({ status: "ok" });
    expect(hosts[0]?.installations[0]?.applications).toHaveLength(500);
  });

  it("is told in the report, beside what the others say", () => {
    const place = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
    const file = join(place, "fleet.snapshot.jsonl");
    const costly = costlyRecord({ installations: 40, times: 500, nested: 0, lines: ["daemons", "lost"] });
    const end = { record: "end", finishedAt: "2026-01-01T00:01:00.000Z", interrupted: false } as const;
    writeFileSync(file, [headerOf([honest, costly]), honest, costly, end].map(formatRecord).join(""));
    const { status, stdout } = spawnSync(process.execPath, [PROGRAM, "report", file, "--fail-on", "error"], {
      encoding: "utf8",
    });
    rmSync(place, { recursive: true });
    expect(status).toBe(4);
    expect(stdout).toMatch(/costly +failed.*too much to judge: \d+ more/s);
    expect(stdout).toContain(honest.host.name);
  });
});
