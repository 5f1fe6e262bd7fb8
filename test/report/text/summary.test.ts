import { describe, expect, it } from "vitest";
import { verdict } from "../../../src/report/text/summary.js";
import { auditOf, host, installation } from "../../support/sample.js";

const silent = (name: string) =>
  host(name, {
    status: "unreachable",
    facts: {},
    installations: [],
    error: { stage: "dial", code: "refused", message: "refused" },
  });
const skipped = (name: string) => host(name, { status: "skipped", facts: {}, installations: [] });
const partial = (name: string) => host(name, { status: "partial" });
const static_ = (name: string) => host(name, { installations: [installation({ "python.link": "static" })] });

describe("the verdict in one sentence", () => {
  it.each([
    ["all well", [host("a"), host("b")], "2 hosts answered in full: no errors, no warnings"],
    ["something found", [host("a"), static_("b")], "2 hosts answered in full: 1 warning on 1 host"],
    ["one silent", [host("a"), silent("b")], "1 of 2 hosts gave no whole answer: no errors, no warnings"],
    ["one in part", [partial("a")], "1 of 1 host gave no whole answer: no errors, no warnings"],
    // Of whom nothing is known, nothing is well.
    [
      "every host silent",
      [silent("a"), silent("b")],
      "2 of 2 hosts gave no whole answer: nothing could be judged",
    ],
    ["one not asked", [host("a"), skipped("b")], "1 of 2 hosts was not asked: no errors, no warnings"],
    [
      "silent ones and others that were not asked",
      [host("a"), silent("b"), partial("c"), skipped("d"), skipped("e")],
      "2 of 5 hosts gave no whole answer, 2 were not asked: no errors, no warnings",
    ],
    ["nobody asked", [skipped("a"), skipped("b")], "2 of 2 hosts were not asked: nothing could be judged"],
  ])("of %s", (_what, hosts, sentence) => {
    expect(verdict(auditOf(hosts))).toBe(sentence);
  });
});
