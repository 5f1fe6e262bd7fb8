import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HostAudit } from "../../src/model/audit.js";
import { troublesOf } from "../../src/report/troubles.js";
import { host } from "../support/sample.js";

const silent = (name: string, message: string, address = name, hint?: string): HostAudit =>
  host(name, {
    address: `audit@${address}:22`,
    status: "unreachable",
    error: { stage: "dial", code: "refused", message, ...(hint !== undefined && { hint }) },
  });
const told = (hosts: readonly HostAudit[]) =>
  troublesOf(hosts).map(({ hosts, reason, hint }) => [hosts.map(({ name }) => name).join(), reason, hint]);

describe("hosts without a whole answer", () => {
  it("fare alike where only the name or the address in the message differs", () => {
    const hosts = [
      silent("a.x", "a.x port 22 refuses connections", "a.x", "try: ssh -p 22 a.x"),
      silent("b", "10.0.0.2 port 22 refuses connections", "10.0.0.2", "try: ssh -p 22 10.0.0.2"),
      silent("c", "[fd00::3] port 22 refuses connections", "[fd00::3]", "try: ssh -p 22 fd00::3"),
      silent("d", "d port 2222 refuses connections", "d", "try: ssh -p 2222 d"),
    ];
    expect(told(hosts)).toEqual([
      ["a.x,b", "unreachable (dial, refused): HOST port 22 refuses connections", "try: ssh -p 22 HOST"],
      ["c", "unreachable (dial, refused): [fd00::3] port 22 refuses connections", "try: ssh -p 22 fd00::3"],
      ["d", "unreachable (dial, refused): d port 2222 refuses connections", "try: ssh -p 2222 d"],
    ]);
  });

  it("are told of in their own words where they stand alone, or say the same", () => {
    expect(told([silent("a", "a port 22 refuses connections")])[0]?.[1]).toContain("a port 22");
    expect(told([silent("a", "no gate"), silent("b", "no gate")])).toEqual([
      ["a,b", "unreachable (dial, refused): no gate", undefined],
    ]);
  });

  it("have a name replaced as a whole word only", () => {
    expect(told([silent("web", "web at webmail"), silent("db", "db at webmail")])).toEqual([
      ["web,db", "unreachable (dial, refused): HOST at webmail", undefined],
    ]);
    expect(told([silent("web", "web at webmail"), silent("mail", "mail at mailmail")])).toHaveLength(2);
  });

  it("are each in one trouble, whatever they say", () => {
    const some = fc.record({ name: fc.string({ minLength: 1 }), message: fc.string() });
    fc.assert(
      fc.property(fc.uniqueArray(some, { selector: ({ name }) => name }), (all) => {
        const hosts = all.map(({ name, message }) => silent(name, message));
        expect(troublesOf(hosts).flatMap((each) => each.hosts).length).toBe(hosts.length);
      }),
    );
  });
});
