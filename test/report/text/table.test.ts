import { describe, expect, it } from "vitest";
import { flow } from "../../../src/report/text/table.js";
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
