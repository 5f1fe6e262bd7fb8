import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparePythonVersions, inPythonRange, isPythonVersion } from "../../src/base/python-version.js";

/** Oldest first, as PEP 440 has them. */
const ORDER = [
  "1.0.dev1",
  "1.0a1",
  "1.0b2",
  "1.0rc1",
  "1.0",
  "1.0+local.1",
  "1.0.post1",
  "1.1",
  "1.10",
  "2",
  "1!0.1",
];

describe("versions of packages", () => {
  it("have the order of PEP 440", () => {
    const shuffled = [...ORDER].reverse();
    expect(shuffled.sort((one, other) => comparePythonVersions(one, other) ?? Number.NaN)).toEqual(ORDER);
  });

  it.each([
    ["1.0", "1.0.0"],
    ["v1.0", "1.0"],
    ["1.0-1", "1.0.post1"],
    ["1.0RC1", "1.0rc1"],
  ])("that are the same are equal: %s, %s", (one, other) => {
    expect(comparePythonVersions(one, other)).toBe(0);
  });

  it.each(["2004d", "", "one", "1.0 ; x"])("that are none are not compared: %j", (text) => {
    expect(isPythonVersion(text)).toBe(false);
    expect(comparePythonVersions(text, "1.0")).toBeUndefined();
    expect(inPythonRange(text, ">=0")).toBe(false);
  });

  it.each([
    ["4.2.16", ">=4.2.16", true],
    ["4.2.9", ">=4.2.16", false],
    ["5.0rc1", ">=5.0", false],
    ["5.0rc1", ">=4.2 <5.1", true],
    ["4.2.16", ">=4.2,<5", true],
    ["4.2.16", "= 4.2.16.0", true],
    ["4.2.16", "4.2.16", true],
    ["4.2.16", "~=4.2", true],
    ["5.1", "~=4.2", false],
    ["4.2.16", "!=4.2.16", false],
  ])("%s in %s: %s", (version, range, expected) => {
    expect(inPythonRange(version, range)).toBe(expected);
  });

  it.each(["", "new", ">=", ">=1 or 2", ">=1 && <2"])("no range: %j", (range) => {
    expect(() => inPythonRange("1", range)).toThrow(RangeError);
  });

  it("are ordered one way, whatever they are", () => {
    const version = fc
      .tuple(
        fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }),
        fc.constantFrom("", "a1", "rc2", ".post1", ".dev3", "+x.1"),
      )
      .map(([numbers, suffix]) => numbers.join(".") + suffix);
    fc.assert(
      fc.property(version, version, (one, other) => {
        const order = Math.sign(comparePythonVersions(one, other) ?? Number.NaN);
        expect(Math.sign(comparePythonVersions(other, one) ?? Number.NaN) + order).toBe(0);
        expect(inPythonRange(one, `>=${other}`.replace(/\+.*/, ""))).toBe(
          (comparePythonVersions(one, other.replace(/\+.*/, "")) ?? -1) >= 0,
        );
      }),
    );
  });
});
