import { expect, it } from "vitest";
import { expectCheap, expectLinear, expectLinearly } from "./linear.js";

/** Looks at every piece for each piece. */
function quadratic(size: number): void {
  let sum = 0;
  for (let one = 0; one < size; one += 1) for (let other = 0; other < size; other += 1) sum += one ^ other;
  expect(sum).toBeGreaterThan(0);
}

it("finds what takes sixteen times as long for four times the input, and leaves alone what takes four times", async () => {
  const linear = (size: number) => quadratic(Math.sqrt(size) * 200);
  expectLinear(linear, 1000);
  expect(() => expectLinear(quadratic, 4000)).toThrow("ms, then");
  await expectLinearly(async (size) => linear(size), 1000);
});

it("finds what costs more than it may", async () => {
  await expectCheap(() => quadratic(100), 1000);
  await expect(expectCheap(() => quadratic(10_000), 5)).rejects.toThrow("milliseconds of CPU");
});
