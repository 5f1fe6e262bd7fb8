import { describe, expect, it } from "vitest";
import { viewOf } from "../../src/audit/view.js";
import { reporters } from "../../src/report/index.js";
import { options } from "../support/report-options.js";
import { auditOf, host, installation, sampleFleet } from "../support/sample.js";

const audit = auditOf(sampleFleet());
const names = (where: string[]) => viewOf(audit, { where }).hosts.map(({ name }) => name);

describe("a view", () => {
  it.each([
    [["apache.mpm = prefork"], ["web08"]],
    [['apache.mpm == "prefork"'], ["web08"]],
    [["python.link != shared"], ["batch1"]],
    [["python.library.path ~ ^not"], ["web07"]],
    [["python.library.version < 3.11"], []],
    [["apache.mpm = prefork", "python.link = static"], []],
  ])("of the installations where %j", (where, expected) => {
    expect(names(where)).toEqual(expected);
  });

  it("holds no installation whose value is not known, whatever is asked", () => {
    const dark = auditOf([
      host("a", { installations: [installation({}, { "apache.mpm": { outcome: "denied", reason: "no" } })] }),
    ]);
    for (const where of ["apache.mpm = event", "apache.mpm != event", "apache.mpm ~ ."])
      expect(viewOf(dark, { where: [where] }).hosts).toEqual([]);
  });

  it("keeps the counts of the whole, and only the findings that are shown", () => {
    const view = viewOf(audit, { where: ["python.link = static"] });
    expect(view.totals).toEqual(audit.totals);
    expect(new Set(view.findings.map((finding) => finding.host))).toEqual(new Set(["batch1"]));
  });

  it("has the columns that are asked for", () => {
    const csv = reporters.csv(viewOf(audit, { columns: ["apache.mpm", "python.library.*"] }), options);
    const [head = ""] = csv.split("\r\n");
    expect(head.split(",")).toContain("python.library.name");
    expect(head.split(",")).not.toContain("wsgi.version");
  });

  it.each([
    [{ where: ["python.library.version"] }, /FACT OPERATOR VALUE/],
    [{ where: ["python.libary.version = 3"] }, /python\.library\.version/],
    [{ where: ["app.muont = /"] }, /did you mean "app\.mount"/],
    [{ where: ["app.package.Zope.Interface = 5"] }, /did you mean app\.package\.zope-interface\?/],
    [{ where: ["app.package.django > new"] }, /range/],
    [{ where: ["apache.mpm ~ ["] }, /--where/],
    [{ where: ["apache.version > new"] }, /range/],
    [{ columns: ["wsgi.vresion"] }, /wsgi\.version/],
  ])("%j is a mistake of the user", (view, message) => {
    expect(() => viewOf(audit, view)).toThrow(message);
  });

  it("leaves out what is equal, and who differs from nobody", () => {
    const text = reporters.text(audit, { ...options, onlyDifferences: true });
    expect(text).not.toContain("Equal on all");
    const matrix = text.slice(0, text.indexOf("not like most of its group"));
    expect(matrix).toContain("web07");
    expect(matrix).not.toMatch(/web\[01-06/);
  });

  it("has one block of all columns where it may be wide", () => {
    const heads = (width: number) =>
      reporters.text(audit, { ...options, width }).match(/^ {2}HOSTS/gm)?.length ?? 0;
    expect(heads(80)).toBeGreaterThan(heads(Number.POSITIVE_INFINITY));
  });
});
