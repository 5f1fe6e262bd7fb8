import { describe, expect, it } from "vitest";
import { Timeline } from "../../src/audit/timeline.js";
import type { HostAudit } from "../../src/model/audit.js";
import type { FactValue } from "../../src/model/fact.js";
import { host, installation } from "../support/sample.js";

const of = (name: string, version: FactValue | null, user = "auditor"): HostAudit => ({
  ...host(name, { installations: [installation({ "python.library.version": version })] }),
  facts: { "host.user": user },
});
const told = (timeline: Timeline, hosts: HostAudit[]) =>
  timeline.next(hosts).map(({ hosts, before, value }) => [timeline.fact, hosts.join(), before, value]);

describe("a timeline", () => {
  const VERSION = "python.library.version";

  it("folds hosts with the same change, and keeps apart those with another one", () => {
    const timeline = new Timeline(VERSION);
    expect(timeline.isEmpty).toBe(true);
    expect(told(timeline, [of("a", "3.9"), of("b", "3.9"), of("c", "3.11")])).toEqual([
      [VERSION, "a,b", undefined, "3.9"],
      [VERSION, "c", undefined, "3.11"],
    ]);
    expect(told(timeline, [of("a", "3.11"), of("b", "3.11"), of("c", "3.11")])).toEqual([
      [VERSION, "a,b", "3.9", "3.11"],
    ]);
    expect(timeline.isEmpty).toBe(false);
  });

  it("goes on from what a host had before it fell silent, and before a value could not be seen", () => {
    const timeline = new Timeline(VERSION);
    told(timeline, [of("a", "3.9"), of("b", "3.9")]);
    expect(told(timeline, [of("a", null)])).toEqual([]);
    expect(told(timeline, [of("a", "3.9"), of("b", "3.11")])).toEqual([[VERSION, "b", "3.9", "3.11"]]);
  });

  it("tells of the host's own facts too, whatever else changes", () => {
    const timeline = new Timeline("host.user");
    told(timeline, [of("a", "3.9")]);
    expect(told(timeline, [of("a", "3.11", "root")])).toEqual([["host.user", "a", "auditor", "root"]]);
  });
});
