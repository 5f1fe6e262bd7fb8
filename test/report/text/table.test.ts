import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { flow, layOut } from "../../../src/report/text/table.js";
import { expectLinear } from "../../support/linear.js";

describe("pieces that flow into lines", () => {
  it.each([
    [1, ["aa", "b", "cc"]],
    [5, ["aa, b", "cc"]],
    [6, ["aa, b", "cc"]],
    [9, ["aa, b, cc"]],
  ])("%i wide are broken between pieces only", (width, lines) => {
    expect(flow(["aa", "b", "cc"], ", ", width)).toEqual(lines);
  });

  it("are as wide as a terminal shows them", () => {
    expect(flow(["日本", "日本"], " ", 9)).toEqual(["日本 日本"]);
    expect(flow(["日本", "日本"], " ", 8)).toEqual(["日本", "日本"]);
  });

  it("take a time that grows with them, however wide the line is", () => {
    expectLinear((size) => flow(new Array(size).fill("é=1"), " · ", 1_000_000), 2000);
  });
});

describe("rows below their heads", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", "é", "日", "👍🏽"), maxLength: 40 });
  const table = fc
    .integer({ min: 1, max: 8 })
    .chain((columns) =>
      fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 4 }),
    );
  const width = fc.oneof(
    fc.constantFrom(Number.POSITIVE_INFINITY, 0, -2, 1, 18),
    fc.integer({ min: -100, max: 300 }),
  );
  const together = fc.constantFrom(undefined, (rows: readonly number[]) => [["web".repeat(rows.length)]]);
  const headOf = (columns: number) => [
    "HOSTS",
    ...Array.from({ length: columns - 1 }, (_, each) => `#${each}`),
  ];

  it("have every column in one block, and the first in all, whatever the width", () => {
    const property = fc.property(table, width, together, (rows, columns, together) => {
      const head = headOf(rows[0]?.length ?? 4);
      const heads = layOut(head, rows, columns, { together }).map(([titles = ""]) => titles.split(/ +/));
      expect(heads.flatMap(([, ...others]) => others)).toEqual(head.slice(1));
      for (const [first] of heads) expect(first).toBe("HOSTS");
    });
    fc.assert(property);
  });

  it("take no more than the width, but for a column that alone is wider", () => {
    const property = fc.property(
      table,
      fc.integer({ min: 60, max: 300 }),
      together,
      (rows, columns, together) => {
        for (const block of layOut(headOf(rows[0]?.length ?? 4), rows, columns, { together })) {
          const titles = block[0]?.split(/ +/) ?? [];
          for (const line of block)
            if (titles.length > 2) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        }
      },
    );
    fc.assert(property);
  });

  it("stand together in each block that has no difference between them, under one first cell", () => {
    const [a, b, c] = ["a".repeat(20), "b".repeat(20), "c".repeat(20)];
    const rows = [
      ["1", a, b, c],
      ["2", b, b, c],
      ["3", a, c, c],
    ];
    const together = (some: readonly number[]) => [[some.map((row) => rows[row]?.[0]).join(",")]];
    expect(layOut(headOf(4), rows, 40, { together })).toEqual([
      ["HOSTS  #0", `1,3    ${a}`, `2      ${b}`],
      ["HOSTS  #1", `1,2    ${b}`, `3      ${c}`],
      ["HOSTS  #2", `1,2,3  ${c}`],
    ]);
  });

  it("stand together under the two cells that lead them, which make room where they are shorter", () => {
    const rows = [
      ["web01", "shop.example.org /api", "1", "x"],
      ["web01", "shop.example.org /", "1", "x"],
      ["web02", "shop.example.org /", "2", "x"],
    ];
    const together = (some: readonly number[]) => [[rows[some[0] ?? 0]?.[0] ?? "", `all ${some.length}`]];
    expect(layOut(["HOSTS", "APP", "#0", "#1"], rows, 60, { lead: 2, together })).toEqual([
      ["HOSTS  APP    #0  #1", "web01  all 2  1   x", "web02  all 1  2   x"],
    ]);
  });

  it("have a longer first cell beside the others where the block leaves room, else on a line of its own", () => {
    const name = "web01.example.org, web02.example.org, +12 (14)";
    expect(
      layOut(
        ["HOSTS", "#0"],
        [
          [name, "1"],
          ["db1", "2"],
        ],
        120,
      ),
    ).toEqual([
      [`HOSTS${" ".repeat(name.length - 3)}#0`, `${name}  1`, `db1${" ".repeat(name.length - 1)}2`],
    ]);
    const wide = "x".repeat(110);
    expect(
      layOut(
        ["HOSTS", "#0"],
        [
          [name, wide],
          ["db1", "2"],
        ],
        120,
      ),
    ).toEqual([[`HOSTS  #0`, name, `       ${wide}`, "db1    2"]]);
  });

  it("are one block where no width ends it", () => {
    const rows = [["web01", ...new Array(200).fill("x".repeat(100))]];
    expect(layOut(headOf(201), rows, Number.POSITIVE_INFINITY)).toHaveLength(1);
  });
});
