import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forCsv, forTerminal } from "../../src/report/escape.js";
import { reporters } from "../../src/report/index.js";
import { auditOf, host, installation, sampleFleet } from "../sample.js";

const options = { color: false, width: 140, fold: true, command: "wsgi-audit run" };

describe("reporters", () => {
  const audit = auditOf(sampleFleet());

  it.each([
    ["text", options, "text.txt"],
    ["text", { ...options, fold: false }, "text-unfolded.txt"],
    ["text", { ...options, width: 72 }, "text-narrow.txt"],
    ["csv", options, "matrix.csv"],
  ] as const)("%s is as expected (%#)", async (format, chosen, file) => {
    await expect(reporters[format](audit, chosen)).toMatchFileSnapshot(`expected/${file}`);
  });

  it("json is the audit, whole", () => {
    expect(JSON.parse(reporters.json(audit, options))).toEqual(JSON.parse(JSON.stringify(audit)));
  });

  it("colours only when asked to, and says the same then", () => {
    const coloured = reporters.text(audit, { ...options, color: true });
    expect(coloured).toContain("\u001b[");
    expect(stripVTControlCharacters(coloured)).toBe(reporters.text(audit, options));
  });

  it("counts that add up stand in the last lines, with the command for the rest", () => {
    const lines = reporters.text(audit, options).trimEnd().split("\n");
    expect(lines.at(-2)).toMatch(/^hosts 12: 11 ok, 0 partial, 1 unreachable, 0 failed, 0 skipped /);
    expect(lines.at(-1)).toBe("re-run: wsgi-audit run 'gone1'");
  });
});

describe("hostile content", () => {
  const evil = "\u001b[2J\u202egnp\n<img src=x onerror=alert(1)>";
  const audit = auditOf([
    host("a"),
    host("b"),
    host(`=cmd|'/c calc'!A1${evil}`, { installations: [installation({ "wsgi.version": `@SUM(1)${evil}` })] }),
  ]);

  it("moves no cursor and turns no text in a terminal", () => {
    const text = reporters.text(audit, options);
    expect(text).not.toContain("\u001b");
    expect(text).not.toContain("\u202e");
    expect(text).toContain("\\x1b[2J");
  });

  it("is no formula in a spreadsheet", () => {
    const csv = reporters.csv(audit, options);
    expect(csv).toContain(`'=cmd|`);
    expect(csv).toContain(`'@SUM(1)`);
  });

  it("is escaped, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(
          [...forTerminal(text)].every(
            (character) => character >= " " && !/[\u007f-\u009f\u202a-\u202e]/.test(character),
          ),
        ).toBe(true);
        expect(forCsv(text)).not.toMatch(/^"?[=+@-]/);
      }),
    );
  });
});
