import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expandRange, foldNames, HostRangeError, splitNames } from "../../../src/inventory/select/ranges.js";
import { expandNames } from "../../support/inventory.js";
import { expectLinear } from "../../support/linear.js";

describe("expandRange", () => {
  test.each([
    ["web1", ["web1"]],
    ["web[01:03].example.org", ["web01.example.org", "web02.example.org", "web03.example.org"]],
    ["web[01-03]", ["web01", "web02", "web03"]],
    ["n[9-11]", ["n9", "n10", "n11"]],
    ["n[09-11]", ["n09", "n10", "n11"]],
    ["n[099:100]", ["n099", "n100"]],
    ["n[1:9:4]", ["n1", "n5", "n9"]],
    ["n[1:8:4]", ["n1", "n5"]],
    ["db-[a:c]", ["db-a", "db-b", "db-c"]],
    ["db-[A:E:2]", ["db-A", "db-C", "db-E"]],
    ["r[1-2]n[a-b]", ["r1na", "r1nb", "r2na", "r2nb"]],
    ["n[1-2, 05,7]", ["n1", "n2", "n05", "n7"]],
    ["10.0.0.[1:2]", ["10.0.0.1", "10.0.0.2"]],
    ["n[5-5]", ["n5"]],
  ])("%s", (range, names) => {
    expect(expandRange(range)).toEqual(names);
  });

  test.each([
    ["n[3-1]", "ends before it begins"],
    ["n[b:a]", "ends before it begins"],
    ["n[1:9:0]", "step of zero"],
    ["n[1:c]", "mixes a number and a letter"],
    ["n[a:C]", "mixes upper and lower case"],
    ["n[1:040]", "different widths"],
    ["n[]", "is not a range"],
    ["n[1-2-3]", "is not a range"],
    ["n[1:2", "unmatched bracket"],
    ["n1:2]", "unmatched bracket"],
    ["n[[1:2]]", "unmatched bracket"],
    ["n[0:100000]", "holds 100001 names"],
    ["n[1:1000][1:1000][1:1000]", "holds 1000000000 names"],
    ["n[1:999999999999999]", "100000 is the most"],
  ])("refuses %s", (range, why) => {
    expect(() => expandRange(range)).toThrow(HostRangeError);
    expect(() => expandRange(range)).toThrow(why);
  });

  test("splits lists at the commas outside of brackets", () => {
    expect(splitNames("a[1,3], b,,c")).toEqual(["a[1,3]", "b", "c"]);
    expect(expandNames("a[1,3],b")).toEqual(["a1", "a3", "b"]);
  });
});

describe("foldNames", () => {
  test.each([
    [[], ""],
    [["db1"], "db1"],
    [["web01.example.org", "web03.example.org", "web02.example.org"], "web[01-03].example.org"],
    [["n1", "n2", "n4", "db"], "n[1-2,4],db"],
    [["n10", "n9", "n08"], "n[08,9-10]"],
    [["10.0.0.9", "10.0.0.10", "10.0.1.1"], "10.0.0.[9-10],10.0.1.1"],
    [["r1n1", "r1n2", "r2n9"], "r1n[1-2],r2n9"],
    [["n1", "n1"], "n1"],
  ])("%j is %s", (names, folded) => {
    expect(foldNames(names)).toBe(folded);
  });

  const part = fc.constantFrom(
    "web",
    "db",
    ".",
    "-",
    "0",
    "1",
    "2",
    "9",
    "10",
    "01",
    "099",
    "100",
    "12345678901234567",
  );
  const name = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(""));

  test("expands to the same names again", () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 40 }), (names) => {
        expect(expandNames(foldNames(names)).sort()).toEqual([...new Set(names)].sort());
      }),
      { numRuns: 500 },
    );
  });

  test("folds a padded range to one field", () => {
    const bounds = fc.tuple(fc.nat(900), fc.integer({ min: 1, max: 99 }), fc.constantFrom(1, 3, 4));
    fc.assert(
      fc.property(bounds, ([from, more, width]) => {
        const names = Array.from(
          { length: more + 1 },
          (_, i) => `n${String(from + i).padStart(width, "0")}.x`,
        );
        expect(foldNames(names).match(/n/g)).toHaveLength(1);
        expect(expandNames(foldNames(names))).toEqual(names);
      }),
    );
  });

  test("takes linear time for large fleets", () => {
    expectLinear((size) => {
      const names = expandRange(`r[001-100]n[0001-${size / 100}].example.org`);
      expect(expandNames(foldNames(names))).toHaveLength(size);
    });
  });
});
