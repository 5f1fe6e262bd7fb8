import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareApplications } from "../../src/audit/compare-applications.js";
import type { HostAudit } from "../../src/model/audit.js";
import type { Facts } from "../../src/model/fact.js";
import { auditOf, host, installation } from "../support/sample.js";

const SHOP = "shop.example.org (*:443) /";

const app = (facts: Facts, id = SHOP) => ({ id, facts: { "app.mount": "/", ...facts }, gaps: {} });
const web = (name: string, facts: Facts, more: Partial<HostAudit> = {}) =>
  host(name, { installations: [{ ...installation(), applications: [app(facts)] }], ...more });
const threads = (name: string, count: number | null, more: Partial<HostAudit> = {}) =>
  web(name, { "app.threads": count }, more);
const compare = (hosts: HostAudit[], golden?: string) =>
  compareApplications(auditOf(hosts, golden === undefined ? {} : { golden }));

describe("an application", () => {
  it("is out of line where its value is not that of most places of its group that have it", () => {
    const found = compare([threads("a", 15), threads("b", 15), threads("c", 15), threads("d", 5)]);
    expect(found).toMatchObject([
      {
        fact: "app.threads",
        application: SHOP,
        group: "web",
        majority: 15,
        values: [
          { value: 5, count: 1, hosts: ["d"] },
          { value: 15, count: 3 },
        ],
        outliers: [{ host: "d", value: 5 }],
      },
    ]);
  });

  it.each([
    ["in another group", [threads("a", 15), threads("b", 15), threads("e", 5, { groups: ["edge"] })]],
    [
      "another one of the same host",
      [
        host("a", {
          installations: [
            {
              ...installation(),
              applications: [app({ "app.threads": 15 }), app({ "app.threads": 5 }, "/api")],
            },
          ],
        }),
      ],
    ],
    ["unknown there", [threads("a", 15), threads("b", 15), threads("c", null)]],
    ["where it stands alone", [threads("a", 5)]],
    [
      "where a fact is different by nature",
      [web("a", { "app.declared_at": "x:1" }), web("b", { "app.declared_at": "x:2" })],
    ],
  ])("is compared with nothing that is %s", (_where, hosts) => expect(compare(hosts)).toEqual([]));

  it("has no majority where two of three agree: nobody is out of line", () =>
    expect(compare([threads("a", 15), threads("b", 15), threads("c", 5)])).toMatchObject([
      { majority: null, outliers: [] },
    ]));

  it("is held against that of the golden host, over all groups", () => {
    const hosts = [threads("a", 5), threads("b", 5, { groups: ["edge"] }), threads("g", 15)];
    expect(compare(hosts, "g")).toMatchObject([
      { group: "all hosts", majority: 15, outliers: [{ host: "a" }, { host: "b" }] },
    ]);
  });

  it("that has one file by two names is the same", () => {
    const names = { "files.names": [{ name: "/srv/current", is: "/srv/releases/7" }] };
    const at = (name: string, home: string) =>
      host(name, {
        installations: [{ ...installation(names), applications: [app({ "app.python_home": home })] }],
      });
    expect(compare([at("a", "/srv/current"), at("b", "/srv/releases/7")])).toEqual([]);
    expect(compare([at("a", "/srv/current"), at("b", "/srv/releases/8")])).toHaveLength(1);
  });

  it("is counted once for each place that tells its value, and what does not tell is counted as well", () => {
    const fleet = fc.array(fc.constantFrom(1, 2, 3, null), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(fleet, (counts) => {
        for (const { values, unknown, outliers, majority } of compare(
          counts.map((count, at) => threads(`h${at}`, count)),
        )) {
          const known = values.reduce((sum, { count }) => sum + count, 0);
          expect(known + unknown).toBe(counts.length);
          const usual = counts.filter((count) => count !== null && count === majority).length;
          expect(outliers).toHaveLength(majority === null ? 0 : known - usual);
          if (majority !== null) expect(usual).toBeGreaterThanOrEqual(3 * (values.at(-2)?.count ?? 0));
        }
      }),
    );
  });
});
