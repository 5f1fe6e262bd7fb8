import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, nearest, suggestion } from "../../src/base/suggestion.js";
import { parseDuration } from "../../src/inventory/own/duration.js";

test.each([
  ["", "", 0],
  ["", "abc", 3],
  ["port", "prot", 1],
  ["port", "ports", 1],
  ["port", "part", 1],
  ["kitten", "sitting", 3],
])("the distance from %j to %j is %d", (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});

test("the distance is symmetric, zero only for equals and never more than the longer word", () => {
  const word = fc.string({ maxLength: 8, unit: fc.constantFrom("a", "b", "c") });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

test("only what is near is suggested", () => {
  expect(nearest("usr", ["port", "user"])).toBe("user");
  expect(nearest("PORT", ["port"])).toBe("port");
  expect(nearest("jump", ["port", "user"])).toBeUndefined();
  expect(suggestion("conect_timeout", ["connect_timeout"])).toBe(' (did you mean "connect_timeout"?)');
  expect(suggestion("jump", ["port"])).toBe("");
});

test.each([
  ["500ms", 500],
  ["10s", 10_000],
  ["1.5m", 90_000],
  ["24h", 86_400_000],
  ["25h", undefined],
  ["0s", undefined],
  ["10", undefined],
  ["-1s", undefined],
  ["1d", undefined],
  ["10 s", undefined],
])("the duration %j is %s ms", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});
