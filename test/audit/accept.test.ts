import { describe, expect, it } from "vitest";
import { accept, checkRules } from "../../src/audit/accept.js";
import { parseAccepted } from "../../src/audit/accepted-file.js";
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

  it("name a rule that there is", () => {
    expect(() => checkRules(parseAccepted(FILE, "x"), ["python/library-deleted"])).toThrow(/no rule/);
  });
});
