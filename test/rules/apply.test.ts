import { describe, expect, it } from "vitest";
import type { Facts, Gaps } from "../../src/model/fact.js";
import { applyRule } from "../../src/rules/apply.js";
import type { Rule } from "../../src/rules/rule.js";
import { Place } from "../../src/rules/scope.js";

describe("a rule", () => {
  const rule = (judge: Rule["judge"]): Rule => ({
    id: "test/rule",
    severity: "error",
    title: "",
    why: "",
    remedy: "",
    needs: ["a", "b"],
    judge,
  });
  const facts = { a: 1, b: 2, c: 3 };
  const at = (own: Facts, gaps: Gaps = {}) => new Place({ facts: own, gaps });

  it("that throws is unknown, never a crash and never a pass", () => {
    const broken = rule(() => {
      throw new Error("boom");
    });
    expect(applyRule(broken, at(facts))).toEqual({ unknown: "the rule failed: boom" });
  });

  it("sees only the facts that it names", () => {
    let seen: object = {};
    const spy = rule((given) => {
      seen = given;
      return [];
    });
    expect(applyRule(spy, at(facts))).toEqual({ offences: [] });
    expect(seen).toEqual({ a: 1, b: 2 });
  });

  it("is not asked without a fact that it needs, and says which one is missing", () => {
    const never = rule(() => {
      throw new Error("asked");
    });
    expect(
      applyRule(never, at({ a: 1, b: null }, { b: { outcome: "denied", reason: "root only" } })),
    ).toEqual({
      unknown: "b is denied: root only",
    });
    expect(applyRule(never, at({ a: 1 }))).toEqual({ unknown: "b was not collected" });
  });

  it("does not apply where a fact is absent, whatever could not be seen beside it", () => {
    const gaps = {
      a: { outcome: "denied", reason: "root only" },
      b: { outcome: "absent", reason: "no mod_wsgi" },
    } as const;
    expect(
      applyRule(
        rule(() => []),
        at({ a: null, b: null }, gaps),
      ),
    ).toEqual({ notApplicable: true });
  });

  it("may say itself why it cannot decide", () => {
    expect(
      applyRule(
        rule(() => ({ because: "too dark" })),
        at(facts),
      ),
    ).toEqual({ unknown: "too dark" });
  });
});
