import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../../src/base/errors.js";
import { type Selection, selectHosts } from "../../../src/inventory/select/select.js";
import { resolve } from "../../support/inventory.js";

const hosts = resolve(`
groups:
  web: { hosts: ["web[01:04]"] }
  db: { hosts: [db1, db2] }
  prod: { children: [web], hosts: [db1] }
`);

function names(patterns: string[], more: Omit<Selection, "patterns"> = {}): string {
  const selected = selectHosts(hosts, { patterns, ...more });
  return selected.map(({ identity }) => identity.name).join(" ");
}

describe("selectHosts", () => {
  test.each([
    [[], "web01 web02 web03 web04 db1 db2"],
    [["db2", "web01"], "web01 db2"],
    [["db2,web01"], "web01 db2"],
    [["web*"], "web01 web02 web03 web04"],
    [["?b1", "web0?"], "web01 web02 web03 web04 db1"],
    [["*"], "web01 web02 web03 web04 db1 db2"],
    [["web[02-03]"], "web02 web03"],
    [["web[02,04]"], "web02 web04"],
    [["@db"], "db1 db2"],
    [["@prod"], "web01 web02 web03 web04 db1"],
    [["@p*"], "web01 web02 web03 web04 db1"],
    [["!@web"], "db1 db2"],
    [["!web01", "!db*"], "web02 web03 web04"],
    [["&@prod"], "web01 web02 web03 web04 db1"],
    [["@db", "&@prod"], "db1"],
    [["&@prod", "@db"], "db1"],
    [["@prod", "&@db", "!db1", "web01"], undefined],
    [["@prod", "!web[01-03]"], "web04 db1"],
    [["!web01", "web01", "db1"], "db1"],
  ])("%j", (patterns, expected) => {
    if (expected === undefined) expect(() => names(patterns)).toThrow(UsageError);
    else expect(names(patterns)).toBe(expected);
  });

  test.each([
    [["web1"], 'no host "web1" in the inventory (did you mean "web01"?)'],
    [["!web1"], 'no host "web1" in the inventory (did you mean "web01"?)'],
    [["&nothing"], 'no host "nothing" in the inventory'],
    [["@wbe"], 'no group "wbe" in the inventory (did you mean "web"?)'],
    [["mail*"], 'no host of the inventory matches "mail*"'],
    [["@x*"], 'no group of the inventory matches "x*"'],
    [["web[03-05]"], 'no host "web05" in the inventory'],
    [["web[3-1]"], "ends before it begins"],
    [["web.1"], 'no host "web.1"'],
    [["@web", "&@db"], "no host is selected by: @web &@db"],
    [["!*"], "no host is selected by: !*"],
    [[""], 'no host is selected by: ""'],
    [["!db1", ","], "no host is selected by"],
    [["!"], 'no host ""'],
  ])("refuses %j", (patterns, message) => {
    expect(() => names(patterns)).toThrow(UsageError);
    expect(() => names(patterns)).toThrow(message);
  });

  test("an inventory without hosts selects nothing", () => {
    expect(() => selectHosts([], { patterns: [] })).toThrow("the inventory holds no hosts");
  });
});

describe("hosts from a file", () => {
  test("join the patterns and obey the marks", () => {
    expect(names(["db2"], { hostsFrom: ["web02", "web[03-04]"] })).toBe("web02 web03 web04 db2");
    expect(names(["!web03"], { hostsFrom: ["@web"] })).toBe("web01 web02 web04");
  });

  test("are no reason to select everything if there are none", () => {
    expect(() => names([], { hostsFrom: [] })).toThrow("no host is selected by: a list of 0 hosts");
  });

  test("must exist", () => {
    expect(() => names([], { hostsFrom: ["web9"] })).toThrow('no host "web9" in the inventory');
    expect(() => names([], { hostsFrom: ["!web01"] })).toThrow('no host "!web01" in the inventory');
  });
});

describe("pick", () => {
  test("keeps that many of the selected, in the order of the inventory", () => {
    const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.infiniteStream(unit), (pick, stream) => {
        const picked = selectHosts(hosts, { patterns: ["@prod"], pick, random: () => stream.next().value });
        const expected = hosts.filter((host) => picked.includes(host));
        expect(picked).toEqual(expected);
        expect(picked).toHaveLength(Math.min(pick, 5));
      }),
    );
  });

  test("can choose any host", () => {
    const firsts = [0, 0.2, 0.4, 0.6, 0.8].map((value) => names(["@prod"], { pick: 1, random: () => value }));
    expect(firsts).toEqual(["web01", "web02", "web03", "web04", "db1"]);
  });

  test.each([0, -1, 1.5, Number.NaN])("refuses %d", (pick) => {
    expect(() => names([], { pick })).toThrow(
      new TypeError(`selectHosts: pick: expected a whole number above 0, not ${pick}`),
    );
  });
});
