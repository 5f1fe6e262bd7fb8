import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forCsv, forJson, forTerminal } from "../../src/report/escape.js";
import { type Format, reporters } from "../../src/report/index.js";
import { frozenAudit } from "../support/frozen-audit.js";
import { hostileAudit } from "../support/hostile.js";
import { options } from "../support/report-options.js";
import { auditOf, sampleFleet } from "../support/sample.js";

describe("reporters", () => {
  const audit = frozenAudit();

  it("json is the audit, whole", () => {
    expect(JSON.parse(reporters.json(audit, options))).toEqual(JSON.parse(JSON.stringify(audit)));
  });

  it("colours only when asked to, and says the same then", () => {
    const coloured = reporters.text(audit, { ...options, color: true });
    expect(coloured).toContain("\u001b[");
    expect(stripVTControlCharacters(coloured)).toBe(reporters.text(audit, options));
  });

  it("counts that add up stand in the last lines, with the command for the rest", () => {
    const lines = reporters.text(auditOf(sampleFleet()), options).trimEnd().split("\n");
    expect(lines.at(-1)).toMatch(/^hosts 12: 11 ok, 0 partial, 1 unreachable, 0 failed, 0 skipped /);
    expect(lines.at(-2)).toBe("re-run: wsgi-audit run gone1");
  });
});

describe("hostile content", () => {
  const audit = hostileAudit();

  it.each(Object.keys(reporters) as Format[])("moves no cursor and turns no text: %s", (format) => {
    for (const hostile of [audit, frozenAudit()]) {
      const rendered = reporters[format](hostile, options).replaceAll("\r\n", "\n").replaceAll("\n", "");
      // Markdown parts what would become a link by a space of no width, which is ours.
      expect(rendered.replaceAll("\u200b", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(rendered).toContain("[2J");
    }
  });

  it("is the same document in JSON, however it is escaped", () => {
    expect(JSON.parse(reporters.json(audit, options))).toEqual(JSON.parse(JSON.stringify(audit)));
  });

  it("makes no lines of its own in the text", () => {
    expect(reporters.text(audit, options)).not.toMatch(/^\W*<img/m);
  });

  it("is no formula in a spreadsheet, and has a line of its own for each row", () => {
    const csv = reporters.csv(audit, options);
    expect(csv).toContain("'=cmd|");
    expect(csv).toContain("'@SUM(1)");
    expect(csv.trimEnd().split("\r\n")).toHaveLength(1 + audit.hosts.length);
  });

  it.each([
    ["plain", "plain"],
    ["a,b", '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ["=1+1", "'=1+1"],
    ["\t=1+1", "' =1+1"],
    ["＝1+1", "'＝1+1"],
    ["two\nlines", "two\\x0alines"],
    [" edge", '" edge"'],
  ])("%j in CSV", (text, field) => {
    expect(forCsv(text)).toBe(field);
  });

  it("is escaped, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(forTerminal(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(forCsv(text)).not.toMatch(/^"?\s*[=+@-]/);
        expect(JSON.parse(forJson(JSON.stringify(text)))).toBe(text);
      }),
    );
  });
});
