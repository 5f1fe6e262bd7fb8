import { describe, expect, it } from "vitest";
import { accept, unusedOf } from "../../src/audit/accept.js";
import { parseAccepted } from "../../src/audit/accepted-file.js";
import type { InventoryError } from "../../src/base/errors.js";
import type { HostAudit } from "../../src/model/audit.js";
import { auditOf, host, installation } from "../support/sample.js";

const FILE = `
accepted:
  - rule: python/library-static
    hosts: ["batch[1-3]", "old*"]
    reason: rebuilt with the next release
    until: 2027-01-31
`;

const { findings } = auditOf(
  ["batch1", "old7", "web1"].map((name) =>
    host(name, { groups: [name], installations: [installation({ "python.link": "static" })] }),
  ),
);
const counting = (today: string) => accept(findings, parseAccepted(FILE, "accepted.yaml"), today);

describe("accepted findings", () => {
  it("do not count, and keep their reason and their last day", () => {
    const { findings: left, accepted } = counting("2027-01-31");
    expect(left.map((finding) => finding.host)).toEqual(["web1"]);
    expect(accepted).toMatchObject([
      { host: "batch1", reason: "rebuilt with the next release", until: "2027-01-31" },
      { host: "old7" },
    ]);
  });

  it("count again once their time is over", () => {
    const { findings: left, accepted } = counting("2027-02-01");
    expect([left.length, accepted.length]).toEqual([3, 0]);
  });

  it("are of one rule only", () => {
    const other = FILE.replace("library-static", "library-deleted");
    expect(accept(findings, parseAccepted(other, "x"), "2026-01-01").accepted).toEqual([]);
  });

  it.each([
    ["a day that is none", FILE.replace("2027-01-31", "soon"), /x\.yaml:6:.*last day/s],
    ["no reason", FILE.replace("rebuilt with the next release", '""'), /x\.yaml:5:.*not nothing/s],
    ["an unknown key", FILE.replace("until", "untill"), /untill|until/],
    ["a range that is none", FILE.replace("[1-3]", "[3-"), /x\.yaml:4:/],
  ])("are no file with %s", (_what, text, message) => {
    expect(() => parseAccepted(text, "x.yaml")).toThrow(Error);
    try {
      parseAccepted(text, "x.yaml");
    } catch (error) {
      const { file, line, message: said } = error as Error & { file: string; line: number };
      expect(`${file}:${line}: ${said}`).toMatch(message);
    }
  });

  it.each([
    [
      "a rule that there is not",
      ["python/library-static", "python/libary-static"],
      /x\.yaml:3:11: .*mean "python\/library-static"/,
    ],
    [
      "a host that there is not",
      ["batch[1-3]", "bacth1"],
      /x\.yaml:4:13: .*"bacth1" in the inventory .*mean "batch1"/,
    ],
    ["a range that goes too far", ["batch[1-3]", "batch[1-4]"], /x\.yaml:4:13: .*"batch4" in the inventory/],
    ["a glob that matches none", ["old*", "older*"], /x\.yaml:4:27: .*matches "older\*"/],
  ] as const)(
    "are refused with %s, in their place, with what may have been meant",
    (_, [from, to], message) => {
      const known = ["batch1", "batch2", "batch3", "old7", "web1"];
      expect(() => parseAccepted(FILE, "x.yaml", { hosts: known })).not.toThrow();
      try {
        parseAccepted(FILE.replace(from, to), "x.yaml", { hosts: known });
        expect.unreachable();
      } catch (error) {
        const { file, line, column, message: said } = error as InventoryError;
        expect(`${file}:${line}:${column}: ${said}`).toMatch(message);
      }
    },
  );

  it("may name hosts that nobody can know without an inventory", () => {
    expect(parseAccepted(FILE, "x.yaml")).toHaveLength(1);
  });

  const fleet = (link: string, more: Partial<HostAudit> = {}) =>
    ["batch1", "old7"].map((name) =>
      host(name, { installations: [installation({ "python.link": link })], ...more }),
    );
  const unused = (hosts: HostAudit[], today = "2027-01-01") => {
    const { findings, unknown } = auditOf(hosts);
    return unusedOf(parseAccepted(FILE, "x"), today, { findings, unknown, hosts });
  };

  it("are told once nothing needs them any more", () => {
    expect(unused(fleet("shared"))).toEqual([
      {
        rule: "python/library-static",
        hosts: ["batch1", "old7"],
        reason: "rebuilt with the next release",
        until: "2027-01-31",
      },
    ]);
    expect(unused(fleet("static"))).toEqual([]);
  });

  it("are not taken for needless where nobody looked, nor once they have run out", () => {
    expect(unused(fleet("shared", { status: "unreachable" }))).toEqual([]);
    const dark = installation({}, { "python.link": { outcome: "denied", reason: "no" } });
    expect(unused(fleet("shared", { installations: [dark] }))).toEqual([]);
    expect(unused([host("web1")])).toEqual([]);
    expect(unused(fleet("shared"), "2027-02-01")).toEqual([]);
  });
});
