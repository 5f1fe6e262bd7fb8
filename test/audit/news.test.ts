import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Asked, returnOf, silenceOf } from "../../src/audit/news.js";
import { isKnown, remember } from "../../src/audit/remember.js";
import type { HostAudit } from "../../src/model/audit.js";
import { host, installation } from "../support/sample.js";

const night = (number: number, minute = 30) =>
  new Date(Date.UTC(2026, 0, 1 + number, 2, minute)).toISOString();
const silent = (stage = "dial"): HostAudit => ({
  ...host("a"),
  status: "unreachable",
  facts: {},
  installations: [],
  error: { stage, code: "refused", message: "no" },
});
const asked = (number: number, status: Asked["status"], stage?: string, minute?: number): Asked => ({
  startedAt: night(number, minute),
  status,
  ...(stage && { stage }),
});

describe("a host that fell silent", () => {
  it("is told at once, with its last whole answer", () => {
    expect(silenceOf(silent(), [asked(3, "ok")], night(4))).toMatchObject({
      told: "new",
      since: night(4),
      lastWhole: night(3),
    });
    expect(silenceOf(silent(), [], night(0))).toMatchObject({ told: "new", since: night(0) });
  });

  it("is told again when it comes less far than before, or further", () => {
    const before = [asked(4, "unreachable", "dial"), asked(3, "ok")];
    expect(silenceOf(silent("dial"), before, night(5)).told).toBeUndefined();
    expect(silenceOf(silent("hostkey"), before, night(5))).toMatchObject({ told: "new", since: night(4) });
  });

  it("is told once in each week that it lasts, however regular the runs are", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ nights: fc.integer({ min: 1, max: 3 }), minute: fc.integer({ min: 0, max: 59 }) }),
          {
            minLength: 1,
            maxLength: 60,
          },
        ),
        (steps) => {
          let day = 0;
          const earlier: Asked[] = [asked(0, "ok")];
          const due: number[] = [];
          let begun: number | undefined;
          for (const { nights, minute } of steps) {
            day += nights;
            const { told } = silenceOf(silent(), earlier, night(day, minute));
            if (begun === undefined) {
              expect(told).toBe("new");
              begun = day;
            } else {
              expect(told).not.toBe("new");
              if (told === "due") due.push(Math.floor((day - begun) / 7));
            }
            earlier.unshift(asked(day, "unreachable", "dial", minute));
          }
          // Each week in which there was a run is told exactly once.
          const weeks = Math.floor((day - (begun ?? 0)) / 7);
          expect(due).toEqual([...new Set(due)]);
          expect(due.length).toBe(weeks);
        },
      ),
    );
  });

  it("answers again once, also where it answered in part all the time", () => {
    const earlier = [asked(5, "partial"), asked(4, "unreachable", "dial"), asked(3, "ok")];
    expect(returnOf(host("a"), earlier)).toEqual({ host: "a", since: night(4) });
    expect(returnOf(host("a"), [asked(6, "ok")])).toBeUndefined();
    expect(returnOf({ ...host("a"), status: "partial" }, earlier)).toBeUndefined();
  });
});

describe("what is known of a host after an answer that is not whole", () => {
  const ok = { discovery: { outcome: "ok" as const } };
  const gap = { outcome: "failed" as const, reason: "time was over" };
  const facts = fc.dictionary(fc.constantFrom("a.a", "b.b", "c.c"), fc.constantFrom("1", "2", null));
  const gaps = fc.dictionary(
    fc.constantFrom("a.a", "b.b", "c.c"),
    fc.constantFrom(gap, { ...gap, outcome: "absent" as const }),
  );

  it("is what it shows, and else what was seen before; nothing known is lost", () => {
    fc.assert(
      fc.property(facts, gaps, facts, gaps, (oldFacts, oldGaps, newFacts, newGaps) => {
        const before = { ...host("a"), facts: oldFacts, gaps: oldGaps };
        const now = { ...host("a"), facts: newFacts, gaps: newGaps };
        const both = remember(before, now);
        for (const id of ["a.a", "b.b", "c.c"]) {
          if (isKnown(now, id)) expect(both.facts[id] ?? null).toBe(now.facts[id] ?? null);
          else if (isKnown(before, id)) expect(both.facts[id] ?? null).toBe(before.facts[id] ?? null);
          expect(isKnown(both, id)).toBe(isKnown(now, id) || isKnown(before, id));
        }
      }),
    );
  });

  it("keeps an installation that was not looked for, and gives up one that was not found", () => {
    const before = host("a", {
      checks: ok,
      installations: [installation(), installation({}, {}, "/opt/httpd")],
    });
    const unsure = host("a", { checks: { discovery: gap }, installations: [installation()] });
    expect(remember(before, unsure).installations).toHaveLength(2);
    expect(remember(before, host("a", { checks: ok })).installations).toHaveLength(1);
  });
});
