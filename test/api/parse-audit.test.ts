import { describe, expect, it } from "vitest";
import { parseAudit, report, UsageError } from "../../src/index.js";
import { auditOf, sampleFleet } from "../support/sample.js";

const audit = auditOf(sampleFleet());
const written = report(audit, "json");
const read = (change: (value: Record<string, unknown>) => unknown) => () =>
  parseAudit(JSON.stringify(change(JSON.parse(written))), "a.json");

describe("an audit that was written as JSON", () => {
  it("is read as it was", () => {
    expect(parseAudit(written, "a.json")).toEqual(audit);
  });

  it("of an earlier or later release of the same version may say less of its facts, and more", () => {
    const other = read((value) => {
      const { catalogue } = value as unknown as typeof audit;
      for (const fact of catalogue.facts as { source?: string; example?: unknown }[]) {
        delete fact.source;
        delete fact.example;
      }
      return { ...value, later: 1 };
    });
    expect(other().catalogue.facts).toHaveLength(audit.catalogue.facts.length);
  });

  it.each<[string, () => unknown, string]>([
    [
      "of another version",
      read((value) => ({ schema: "wsgi-audit/audit/2", hosts: value.hosts })),
      'a.json: written as "wsgi-audit/audit/2", this version reads wsgi-audit/audit/1',
    ],
    [
      "of an earlier version",
      read(() => ({ schema: "wsgi-audit/audit/0" })),
      'a.json: written as "wsgi-audit/audit/0", this version reads wsgi-audit/audit/1',
    ],
    [
      "that is a snapshot",
      () =>
        parseAudit('{"record":"header","schema":"wsgi-audit/snapshot/1"}\n{"record":"host"}\n', "a.jsonl"),
      'a.jsonl: written as "wsgi-audit/snapshot/1", this version reads wsgi-audit/audit/1',
    ],
    ["that is none", () => parseAudit("nothing", "a.json"), "a.json: not an audit"],
    ["that is JSON, and none", () => parseAudit("[1]", "a.json"), "a.json: not an audit"],
    [
      "with a state that there is none of",
      read((value) => ({ ...value, hosts: [{ ...(value.hosts as object[])[0], status: "fine" }] })),
      "a.json: not an audit: hosts.0.status: ",
    ],
  ])("%s is refused in one line that says so", (_what, call, told) => {
    expect(call).toThrow(UsageError);
    expect(call).toThrow(told);
    expect(call).not.toThrow(/\n/);
  });
});
