import { describe, expect, it } from "vitest";
import { widthOf } from "../../src/cli/io.js";

const width = (columns: number | undefined, COLUMNS?: string) =>
  widthOf({ stdout: { columns } as NodeJS.WriteStream, env: COLUMNS === undefined ? {} : { COLUMNS } });

describe("the width of a report", () => {
  it.each([1, 20, 80, 300])("is the terminal's: %i", (columns) => {
    expect(width(columns, "33")).toBe(columns);
  });

  it("is that of COLUMNS where the terminal has none or says 0, or where there is no terminal", () => {
    expect([undefined, 0, -1, Number.NaN, 1e9].map((columns) => width(columns, "33"))).toEqual(
      new Array(5).fill(33),
    );
  });

  it.each([
    "",
    "0",
    "-80",
    "+80",
    "eighty",
    "80x24",
    "8e1",
    "0x50",
    "Infinity",
    "NaN",
    "99999999999999999999",
    " ",
  ])("is that of a page where COLUMNS is no width: %j", (columns) => {
    expect(width(undefined, columns)).toBe(160);
    expect(width(0, columns)).toBe(160);
  });
});
