import { describe, expect, it } from "vitest";
import { compareFleet } from "../../src/audit/compare.js";
import { exitCode } from "../../src/audit/exit-code.js";
import { totals } from "../../src/audit/totals.js";
import { factCatalogue } from "../../src/checks/index.js";
import { HOST_STATUSES } from "../../src/model/fact.js";
import { expectLinear } from "../support/linear.js";
import { auditOf, host, installation, sampleFleet } from "../support/sample.js";

describe("compareFleet", () => {
  it("puts rare values first, and equal installations into classes, the largest first", () => {
    const { comparison, classes } = compareFleet(sampleFleet(), [...factCatalogue], "group");
    const mpm = comparison.find(({ fact, group }) => fact === "apache.mpm" && group === "web");
    expect(mpm).toMatchObject({ majority: "event", outliers: [{ host: "web08", value: "prefork" }] });
    expect(mpm?.values.map(({ value, count }) => [value, count])).toEqual([
      ["prefork", 1],
      ["event", 7],
    ]);
    expect(classes.filter(({ group }) => group === "web").map(({ count }) => count)).toEqual([6, 1, 1]);
  });

  it("groups by a host fact where it is asked to", () => {
    const { classes } = compareFleet(sampleFleet(), [...factCatalogue], "host.os_version");
    expect(new Set(classes.map(({ group }) => group))).toEqual(new Set(["12"]));
  });

  it("never compares facts that differ by nature", () => {
    const { comparison } = compareFleet(sampleFleet(), [...factCatalogue], "group");
    expect(comparison.some(({ fact }) => fact === "host.kernel")).toBe(false);
  });

  it("stays linear: five thousand installations with all facts", () => {
    const fleet = Array.from({ length: 5000 }, (_, index) =>
      host(`h${index}`, { installations: [installation({ "apache.mpm": `m${index % 7}` })] }),
    );
    expectLinear((size) => {
      const { classes } = compareFleet(fleet.slice(0, size), [...factCatalogue], "group");
      expect(classes).toHaveLength(7);
    }, 1250);
  });
});

describe("totals", () => {
  it("adds up, or throws", () => {
    const audit = auditOf(sampleFleet());
    const { selected, ...states } = audit.totals.hosts;
    expect(HOST_STATUSES.reduce((sum, status) => sum + states[status], 0)).toBe(selected);
    expect(() => totals(13, sampleFleet(), [], [])).toThrow(/13 hosts were selected, but 12/);
  });
});

describe("exitCode", () => {
  const clean = [host("a"), host("b")];
  const wrong = [host("a", { installations: [installation({ "python.link": "static" })] })];
  const gone = host("c", { status: "unreachable", installations: [] });

  it.each([
    ["clean", auditOf(clean), 0],
    ["findings", auditOf(wrong), 3],
    ["incomplete", auditOf([...clean, gone]), 4],
    ["both", auditOf([...wrong, gone]), 5],
    ["interrupted", auditOf(wrong, { interrupted: true }), 130],
  ] as const)("%s", (_name, audit, code) => {
    expect(exitCode(audit, "warning")).toBe(code);
  });

  it("counts findings at or above the threshold only", () => {
    expect(exitCode(auditOf(wrong), "error")).toBe(0);
    expect(exitCode(auditOf(wrong), "none")).toBe(0);
    expect(exitCode(auditOf([...wrong, gone]), "error")).toBe(4);
  });
});
