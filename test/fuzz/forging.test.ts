import { describe, expect, it } from "vitest";
import type { Audit } from "../../src/model/audit.js";
import { auditOf, host, installation } from "../support/sample.js";
import {
  holdCsv,
  holdHtml,
  holdJson,
  holdMarkdown,
  holdMetrics,
  holdSbom,
  holdText,
  holdXml,
} from "./forging.js";

const fleet = (library: string, status: "ok" | "partial" = "ok") =>
  auditOf([
    host("web01", { groups: ["good"] }),
    host("web02", {
      groups: ["good"],
      status,
      installations: [installation({ "python.link": "static", "python.library.path": library })],
    }),
    host("evil", { groups: ["bad"], installations: [installation({ "python.link": "static" })] }),
  ]);

const harmless = fleet("/lib/a.so");
const forged = fleet("not found", "partial");
const more = auditOf([...harmless.hosts, host("web01 too", { groups: ["good"] })]);

describe("what is held against forged reports", () => {
  it.each<[string, (audit: Audit) => void, Audit]>([
    ["lines of text", (audit) => holdText(audit, harmless), forged],
    ["rows of CSV", (audit) => holdCsv(audit, harmless), forged],
    ["hosts of JSON", (audit) => holdJson(audit, harmless), forged],
    ["cases of XML", (audit) => holdXml(audit, harmless), more],
    ["metrics", (audit) => holdMetrics(audit, harmless), forged],
    ["software of an SBOM", (audit) => holdSbom(audit, harmless), forged],
    ["rows of the page", (audit) => holdHtml(audit, harmless), forged],
  ])("%s: another host's are seen, honest ones pass", (_name, held, other) => {
    expect(() => held(other)).toThrow();
    expect(() => held(harmless)).not.toThrow();
  });

  it("sees markup that Markdown takes for its own", () => {
    const linked = {
      ...harmless,
      findings: harmless.findings.map((each) => ({ ...each, rule: "x](http://e.test) [y" })),
    };
    expect(() => holdMarkdown(linked)).toThrow();
    expect(() => holdMarkdown(harmless)).not.toThrow();
  });
});
