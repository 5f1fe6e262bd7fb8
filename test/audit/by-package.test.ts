import { describe, expect, it } from "vitest";
import { byPackage } from "../../src/audit/by-package.js";
import { compareApplications } from "../../src/audit/compare-applications.js";
import { viewOf } from "../../src/audit/view.js";
import type { Expectation, Facts, Gaps } from "../../src/model/fact.js";
import { reporters } from "../../src/report/index.js";
import { options } from "../support/report-options.js";
import { auditOf, host, installation } from "../support/sample.js";

const application = (list: string[] | null, gaps: Gaps = {}, id = "/shop") => ({
  id,
  facts: { "app.mount": id, "app.distributions": list } as Facts,
  gaps,
});

const shop = (name: string, ...applications: ReturnType<typeof application>[]) =>
  host(name, {
    installations: [{ ...installation(), applications, checks: { applications: { outcome: "ok" } } }],
  });

const denied: Gaps = { "app.distributions": { outcome: "denied", reason: "no entry" } };

const fleet = [
  shop("a", application(["django 4.2.16", "sqlparse 0.5.1"]), application(["flask 3.0"], {}, "/api")),
  shop("b", application(["django 4.2.16", "sqlparse 0.5.1"])),
  shop("c", application(["django 3.2.25"])),
  shop("d", application(null, denied)),
  shop("e", application(["django 4.2.16", "sqlparse 0.5.1"])),
];

describe("an audit by package", () => {
  it("has the version of each package in each application", () => {
    const { hosts, catalogue } = byPackage(auditOf(fleet));
    const of = (name: string) =>
      hosts.find((each) => each.name === name)?.installations.flatMap((each) => each.applications);
    expect(of("a")?.map(({ facts }) => facts)).toEqual([
      { "app.package.django": "4.2.16", "app.package.flask": "none", "app.package.sqlparse": "0.5.1" },
      { "app.package.django": "none", "app.package.flask": "3.0", "app.package.sqlparse": "none" },
    ]);
    expect(of("d")?.[0]?.gaps["app.package.django"]).toEqual(denied["app.distributions"]);
    expect(catalogue.facts.filter(({ level }) => level === "application").map(({ label }) => label)).toEqual([
      "django",
      "flask",
      "sqlparse",
    ]);
  });

  it("marks who differs from the same application in its group, by version and by lack", () => {
    const found = compareApplications(byPackage(auditOf(fleet)));
    expect(found.map(({ fact, outliers }) => [fact, outliers.map((each) => each.host)])).toEqual([
      ["app.package.django", ["c"]],
      ["app.package.sqlparse", ["c"]],
    ]);
  });

  it("is shown by --packages, in text and in CSV", () => {
    const audit = auditOf(fleet);
    const text = reporters.text(audit, { ...options, packages: true });
    expect(text).toMatch(/^Packages by application: 6$/m);
    expect(text).toMatch(/ c .*3\.2\.25 \*/);
    const csv = reporters.csv(audit, { ...options, packages: true }).split("\r\n");
    expect(csv[0]?.split(",").slice(-3)).toEqual([
      "app.package.django",
      "app.package.flask",
      "app.package.sqlparse",
    ]);
    expect(csv[4]).toMatch(/,3\.2\.25,none,none$/);
    expect(csv[5]).toMatch(/,\(denied\),\(denied\),\(denied\)$/);
  });

  it("leaves the lists of --apps whole, below the table", () => {
    const many = Array.from({ length: 12 }, (_, each) => `p${String(each).padStart(2, "0")} 1`);
    const text = reporters.text(auditOf([shop("a", application(many))]), { ...options, apps: true });
    expect(text).toMatch(/Distributions of a, \/shop: 12\n {4}p00 1, p01 1, .*p11 1\n/);
    expect(text).toMatch(/Distributions: 12 items/);
  });
});

describe("--where app.package.NAME", () => {
  const places = (...where: string[]) =>
    viewOf(auditOf(fleet), { where }).hosts.flatMap(({ name, installations }) =>
      installations.flatMap(({ applications }) => applications.map(({ id }) => `${name} ${id}`)),
    );

  it.each([
    [["app.package.django < 4.2.16"], ["c /shop"]],
    [["app.package.django >= 4.2"], ["a /shop", "b /shop", "e /shop"]],
    [["app.package.django = 4.2.16.0"], ["a /shop", "b /shop", "e /shop"]],
    [["app.package.django != 4.2.16"], ["c /shop"]],
    [["app.package.django = none"], ["a /api"]],
    [["app.package.flask ~ ^3"], ["a /api"]],
    [["app.package.django > 1", "app.mount = /api"], []],
    [["app.mount = /api"], ["a /api"]],
    [["app.package.nobody-has-it > 0"], []],
  ])("%j", (where, expected) => {
    expect(places(...where)).toEqual(expected);
  });
});

describe("an expectation of a package", () => {
  const judged = (expectation: Expectation, id = "app.package.django") =>
    auditOf(fleet, { expect: Object.fromEntries(fleet.map(({ name }) => [name, { [id]: expectation }])) });
  const offenders = (expectation: Expectation, id?: string) =>
    judged(expectation, id)
      .findings.filter(({ rule }) => rule === "fleet/expectation")
      .map(({ host: name, application: app, message }) => `${name} ${app}: ${message}`);

  it("is held against every application that has it", () => {
    expect(offenders({ at_least: "4.2.16" })).toEqual([
      "c /shop: app.package.django is 3.2.25, expected 4.2.16 or newer",
    ]);
    expect(offenders({ range: ">=3 <4" })).toHaveLength(3);
    expect(offenders({ one_of: ["3.2.25", "4.2.16"] })).toEqual([]);
    expect(offenders({ at_least: "1" }, "app.package.nobody-has-it")).toEqual([]);
  });

  it("is unknown where the packages are, or where versions have no order", () => {
    const reasons = judged({ at_least: "1" })
      .unknown.filter(({ rule }) => rule === "fleet/expectation")
      .map(({ host: name, reason }) => `${name} ${reason}`);
    expect(reasons).toEqual(["d app.package.django: no entry"]);
    const odd = auditOf([shop("f", application(["pytz 2004d"]))], {
      expect: { f: { "app.package.pytz": { at_least: "1" } } },
    });
    expect(odd.unknown.map(({ reason }) => reason)).toContain(
      "app.package.pytz: 2004d is no version that can be compared",
    );
  });
});
