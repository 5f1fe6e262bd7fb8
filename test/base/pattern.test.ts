import { describe, expect, it } from "vitest";
import { matcherOf } from "../../src/base/pattern.js";
import { meets } from "../../src/rules/fleet/expectation.js";
import { expectLinear } from "../support/linear.js";

describe("matcherOf", () => {
  it.each([
    ["^3\\.1[12]$", "3.11", true],
    ["^3\\.1[12]$", "3.13", false],
    ["^(?!debian)", "alpine", true],
    ["^(?!debian)", "debian", false],
    ["(a)\\1", "aa", true],
    ["\\p{L}+", "\u00e9", true],
    ["[\\u0041]", "A", true],
  ])("%s in %s: %s", (pattern, text, expected) => {
    expect(matcherOf(pattern)(text)).toBe(expected);
  });

  it("throws a SyntaxError for what is no regular expression", () => {
    expect(() => matcherOf("(")).toThrow(SyntaxError);
  });

  it("takes no time that doubles with each letter, whatever the host's text is", () => {
    expectLinear((size) => {
      expect(meets("a".repeat(size), { pattern: "^(a+)+$" })).toBe(true);
      expect(meets(`${"a".repeat(size)}!`, { pattern: "^(a+)+$" })).toBe(false);
    }, 5000);
  });
});
