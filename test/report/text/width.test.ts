import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { reporters } from "../../../src/report/index.js";
import { frozenAudit } from "../../support/frozen-audit.js";
import { hostileAudit } from "../../support/hostile.js";
import { auditOf, host, installation, sampleFleet } from "../../support/sample.js";

const textIn = (audit: Parameters<typeof reporters.text>[0], width: number, more = {}) =>
  reporters.text(audit, {
    color: false,
    width,
    fold: true,
    apps: true,
    failOn: "warning",
    command: "wsgi-audit run",
    ...more,
  });

/** All but the command that is there to be copied. */
const tooWide = (text: string, width: number) =>
  text.split("\n").filter((line) => !line.startsWith("re-run: ") && stringWidth(line) > width);

const WIDTHS = [20, 40, 80, 120, 200];

describe("the text", () => {
  it.each(WIDTHS)("has no line of more than %d columns, whatever hosts have said", (width) => {
    for (const audit of [frozenAudit(), hostileAudit(), auditOf(sampleFleet())])
      for (const more of [{}, { all: true }, { fold: false }, { onlyDifferences: true }])
        expect(tooWide(textIn(audit, width, more), width)).toEqual([]);
  });

  it("loses nothing of what is wrong on a terminal of 20 columns", () => {
    const audit = auditOf(sampleFleet());
    const dense = (text: string) => text.replaceAll(/\s/g, "");
    const text = dense(textIn(audit, 20));
    for (const { rule, message } of audit.findings) {
      expect(text).toContain(dense(rule));
      expect(text).toContain(dense(message));
    }
    for (const { name } of audit.hosts.filter(({ status }) => status !== "ok")) expect(text).toContain(name);
  });

  it("has none either, however hosts are called", () => {
    const label = fc.string({
      unit: fc.constantFrom("a", "0", "-", "日", "é", "👍🏽", "א"),
      minLength: 1,
      maxLength: 60,
    });
    const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
    const names = fc.uniqueArray(name, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(names, fc.constantFrom(...WIDTHS), (all, width) => {
        const hosts = all.map((each, index) => {
          if (index % 5 === 4) return host(each, { status: "unreachable", facts: {}, installations: [] });
          return host(each, {
            installations: [installation({ "apache.mpm": index % 7 ? "event" : "worker" })],
          });
        });
        expect(tooWide(textIn(auditOf(hosts), width), width)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("says in its first lines who has the wrong library, of 5,000 hosts with long names too", () => {
    const lost = installation({
      "python.library.path": "not found",
      "python.library.path_apache": "/opt/lib.so",
    });
    const hosts = Array.from({ length: 5000 }, (_, index) => {
      const name = `web${String(index).padStart(4, "0")}.${["fra", "sjc"][index % 2]}.example.org`;
      return host(name, index % 1000 === 81 ? { installations: [lost] } : {});
    });
    const lines = textIn(auditOf(hosts), 80).split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "5000 hosts answered in full: 5 errors on 5 hosts",
      "names without .example.org",
      "ERROR  5 hosts  python/library-not-found  web0081.sjc, web1081.sjc, web2081.sjc,",
    ]);
    expect(lines[3]?.trim()).toBe("+2");
    expect(tooWide(lines.join("\n"), 80)).toEqual([]);
  });
});
