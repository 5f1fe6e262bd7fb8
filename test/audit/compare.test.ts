import { describe, expect, it } from "vitest";
import { compareFleet } from "../../src/audit/compare.js";
import { factCatalogue } from "../../src/checks/index.js";
import type { HostAudit } from "../../src/model/audit.js";
import { host, installation } from "../support/sample.js";

const compare = (hosts: HostAudit[], by = "group") => compareFleet(hosts, [...factCatalogue], by);

const factOf = (hosts: HostAudit[], fact: string, by = "group") =>
  compare(hosts, by).comparison.find((each) => each.fact === fact);

const withVersion = (name: string, version: string) =>
  host(name, { installations: [installation({ "wsgi.version": version })] });

const withoutVersion = (name: string) =>
  host(name, { installations: [installation({}, { "wsgi.version": { outcome: "denied", reason: "no" } })] });

describe("a golden host", () => {
  const golden = (name: string, hosts: HostAudit[]) =>
    compareFleet(hosts, [...factCatalogue], "group", name).comparison.find(
      ({ fact }) => fact === "wsgi.version",
    );

  it("stands for the majority, over all groups", () => {
    const hosts = [
      withVersion("a", "1"),
      { ...withVersion("b", "1"), groups: ["other"] },
      withVersion("g", "2"),
    ];
    expect(golden("g", hosts)).toMatchObject({
      golden: "g",
      majority: "2",
      outliers: [
        { host: "a", value: "1" },
        { host: "b", value: "1" },
      ],
    });
  });

  it("that does not tell makes nobody differ", () => {
    expect(golden("g", [withVersion("a", "1"), withoutVersion("g")])).toMatchObject({
      majority: null,
      outliers: [],
    });
  });
});

it("leaves out of records what differs by nature", () => {
  const daemons = (place: string, threads: number) =>
    host(place, {
      installations: [installation({ "wsgi.daemons": [{ name: "x", threads, declared_at: place }] })],
    });
  expect(factOf([daemons("a", 5), daemons("b", 5)], "wsgi.daemons")?.values).toHaveLength(1);
  expect(factOf([daemons("a", 5), daemons("b", 6)], "wsgi.daemons")?.values).toHaveLength(2);
});

describe("the majority", () => {
  it.each([
    ["all equal", ["1", "1"], "1", 0],
    ["two of three", ["1", "1", "2"], null, 0],
    ["three of four", ["1", "1", "1", "2"], "1", 1],
    ["three of five, against one each", ["1", "1", "1", "2", "3"], "1", 2],
    ["five of seven", ["1", "1", "1", "1", "1", "2", "2"], null, 0],
    ["six of eight", ["1", "1", "1", "1", "1", "1", "2", "2"], "1", 2],
    ["a tie of two", ["1", "2"], null, 0],
    ["a tie of four", ["1", "1", "2", "2"], null, 0],
    ["the largest without more than half", ["1", "1", "2", "3"], null, 0],
  ] as const)("%s", (_name, versions, majority, outliers) => {
    const spread = factOf(
      versions.map((version, index) => withVersion(`h${index}`, version)),
      "wsgi.version",
    );
    expect(spread).toMatchObject({ majority, unknown: 0 });
    expect(spread?.outliers).toHaveLength(outliers);
  });

  it("is one of the known values: unknown ones are counted and never differ", () => {
    const alike = ["a", "b", "e"].map((name) => withVersion(name, "1"));
    const hosts = [...alike, withVersion("c", "2"), withoutVersion("d")];
    expect(factOf(hosts, "wsgi.version")).toMatchObject({
      majority: "1",
      unknown: 1,
      outliers: [{ host: "c", value: "2" }],
    });
  });

  it("takes records for equal whatever the order of their keys", () => {
    const daemons = [
      { name: "x", threads: 5 },
      { threads: 5, name: "x" },
    ].map((daemon, index) =>
      host(`h${index}`, { installations: [installation({ "wsgi.daemons": [daemon] })] }),
    );
    expect(factOf(daemons, "wsgi.daemons")?.values).toHaveLength(1);
    expect(compare(daemons).classes).toHaveLength(1);
  });
});

describe("facts of hosts", () => {
  const rocky = { "host.os": "rocky", "host.os_version": "9", "host.ld_library_path": "" };

  it("are compared once for each host, not for each of its installations", () => {
    const two = host("c", { facts: rocky, installations: [installation(), installation({}, {}, "other")] });
    expect(factOf([host("a"), host("b"), host("d"), two], "host.os")).toMatchObject({
      values: [{ value: "rocky", count: 1 }, { count: 3 }],
      outliers: [{ host: "c", installation: "", value: "rocky" }],
    });
  });

  it("are compared on hosts without httpd as well", () => {
    const bare = host("c", { facts: rocky, installations: [] });
    expect(factOf([host("a"), host("b"), host("d"), bare], "host.os")?.outliers).toMatchObject([
      { host: "c" },
    ]);
  });

  it("are no doubt on a host that never answered", () => {
    const gone = host("c", { status: "unreachable", facts: {}, installations: [] });
    expect(factOf([host("a"), host("b"), gone], "host.os")?.unknown).toBe(0);
  });

  it("keep classes apart: a class shows one value for all of its hosts", () => {
    expect(compare([host("a"), host("b", { facts: rocky })]).classes).toHaveLength(2);
  });
});

describe("groups", () => {
  it("are the nearest group, or ungrouped", () => {
    const hosts = [host("a", { groups: ["web", "linux"] }), host("b", { groups: [] })];
    expect(compare(hosts).classes.map(({ group }) => group)).toEqual(["web", "ungrouped"]);
  });

  it("are unknown where the fact to compare by is", () => {
    const hosts = [host("a"), host("b", { facts: { "host.os_version": null } })];
    expect(compare(hosts, "host.os_version").classes.map(({ group }) => group)).toEqual(["12", "unknown"]);
  });

  it("do not mix an unknown value with a known one in a class", () => {
    const { classes } = compare([withVersion("a", "1"), withoutVersion("b"), withoutVersion("c")]);
    expect(classes.map(({ hosts }) => hosts)).toEqual([["b", "c"], ["a"]]);
  });
});
