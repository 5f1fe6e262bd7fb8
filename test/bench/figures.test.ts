import { describe, expect, it } from "vitest";
import { addresses, addressOf, hostAt } from "./addresses.js";
import { mappedFiles } from "./memory.js";
import { hotspots } from "./profile.js";
import { median, medianRatio, rounded } from "./statistics.js";
import { judgeTargets, profilesFor } from "./targets.js";

describe("statistics", () => {
  it("takes the middle, and of an even number the mean of both", () => {
    expect(median([9, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 9])).toBe(3);
    expect(median([])).toBeNaN();
  });

  it("compares within each pair: one slow turn of the machine does not count", () => {
    expect(medianRatio([2, 20, 2], [1, 10, 4])).toBe(2);
  });

  it("rounds to what is known", () => {
    expect([1234.5, 0.012345, 8.726].map((value) => rounded(value))).toEqual([1230, 0.0123, 8.73]);
  });
});

describe("addresses", () => {
  it("are different ones for 10,000 hosts, and are told apart again", () => {
    const all = addresses(10_000);
    expect(new Set(all).size).toBe(10_000);
    expect(all[0]).toBe("127.0.1.1");
    expect(all.map(hostAt)).toEqual(all.map((_, index) => index));
    expect([addressOf(9999), hostAt("127.0.0.1"), hostAt("10.0.1.1"), hostAt("")]).toEqual([
      "127.0.40.250",
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("memory", () => {
  it("finds the mapped files, without what was written to them", () => {
    const smaps = [
      "00400000-01000000 r-xp 00001000 08:01 42 /usr/bin/a program",
      "Rss:  300 kB",
      "Anonymous:  20 kB",
      "01000000-02000000 rw-p 00000000 00:00 0",
      "Rss:  999 kB",
      "Anonymous:  999 kB",
      "02000000-03000000 rw-p 00000000 00:00 0 [heap]",
      "Rss:  999 kB",
      "03000000-04000000 r--p 00002000 08:01 43 /lib/b.so",
      "Rss:  7 kB",
      "",
    ];
    expect(mappedFiles(smaps.join("\n"))).toEqual([
      ["00001000 08:01 42 /usr/bin/a program", 280],
      ["00002000 08:01 43 /lib/b.so", 7],
    ]);
  });
});

describe("profile", () => {
  it("sums up the time of a function over its callers, idle time apart", () => {
    const at = (functionName: string, url = "") => ({ functionName, url, lineNumber: 9 });
    const nodes = [at("(idle)"), at("f", "file:///x/dist/a.js"), at("f", "file:///x/dist/a.js"), at("(gc)")];
    const profile = {
      nodes: nodes.map((callFrame, id) => ({ id, callFrame })),
      samples: [0, 1, 2, 3, 0],
      timeDeltas: [1000, 30, 30, 40, 1000],
    };
    expect(hotspots(profile, 5)).toEqual([
      { what: "f dist/a.js:10", share: 0.6 },
      { what: "(gc)", share: 0.4 },
    ]);
    expect(hotspots(profile, 1)).toHaveLength(1);
  });
});

describe("targets", () => {
  const row = (hosts: number, cpuMsPerHost: number, more = {}) => ({
    ...{ hosts, cpuMsPerHost, wallSeconds: 1, peakMemoryMb: 100, longestHoldMs: 50, connectedHoldMs: 50 },
    ...more,
  });
  const figures = {
    startUpMs: 200,
    judgingMsPerHost: 1,
    growth: [
      { command: "collect" as const, ...row(1000, 4) },
      { command: "collect" as const, ...row(10_000, 4) },
      { command: "run" as const, ...row(1000, 6) },
      { command: "run" as const, ...row(10_000, 7) },
    ],
    confinedMemoryMb: 200,
    latency: [
      { tool: "wsgi-audit collect", roundTripMs: 10, lastByteMs: 90, roundTrips: 9 },
      { tool: "wsgi-audit collect", roundTripMs: 300, lastByteMs: 1800, roundTrips: 6 },
      { tool: "ssh under xargs -P", roundTripMs: 300, lastByteMs: 2100, roundTrips: 7 },
    ],
  };
  const missed = (more: Partial<typeof figures>) => {
    const rows = judgeTargets({ ...figures, ...more });
    return {
      missed: rows.filter(({ met }) => !met).map(({ measured }) => measured),
      profiles: profilesFor(rows),
    };
  };

  it("are met by what keeps to them", () => {
    expect(missed({})).toEqual({ missed: [], profiles: [] });
    expect(judgeTargets(figures).map(({ what }) => what)).toContain("peak memory of `run`, 10,000 hosts");
  });

  it("are missed one by one, each with its profile", () => {
    const last = (index: number, more: object) =>
      figures.growth.map((each, at) => (at === index ? { ...each, ...more } : each));
    expect(missed({ startUpMs: 251 })).toEqual({ missed: [251], profiles: ["start-up"] });
    expect(missed({ judgingMsPerHost: 2.01 })).toEqual({ missed: [2.01], profiles: ["report"] });
    expect(missed({ confinedMemoryMb: 302 })).toEqual({ missed: [302], profiles: ["run"] });
    expect(missed({ growth: last(1, { cpuMsPerHost: 5.1 }) })).toEqual({
      missed: [5.1],
      profiles: ["collect"],
    });
    expect(missed({ growth: last(1, { peakMemoryMb: 301 }) })).toEqual({
      missed: [301],
      profiles: ["collect"],
    });
    expect(missed({ growth: last(3, { cpuMsPerHost: 9 }) })).toEqual({ missed: [1.5], profiles: ["run"] });
    expect(missed({ growth: last(2, { longestHoldMs: 101 }) })).toEqual({ missed: [101], profiles: ["run"] });
    expect(missed({ growth: last(2, { connectedHoldMs: 102 }) })).toEqual({
      missed: [102],
      profiles: ["collect"],
    });
    expect(missed({ latency: figures.latency.slice(0, 1) })).toEqual({ missed: [9], profiles: [] });
  });
});
