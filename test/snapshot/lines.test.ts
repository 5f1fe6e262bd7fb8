import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineSplitter } from "../../src/snapshot/lines.js";

/** All lines of bytes that come in pieces of those lengths, again and again. */
function linesOf(bytes: Buffer, lengths: readonly number[]) {
  const splitter = new LineSplitter();
  const lines = [];
  for (let [at, turn] = [0, 0]; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    lines.push(...splitter.take(Buffer.from(bytes.subarray(at, at + length))));
    at += length;
  }
  const last = splitter.end();
  return last ? [...lines, last] : lines;
}

const text = fc.string({
  unit: fc.constantFrom("a", "\n", "\r", "\u2028", "\u00e9", "\u{1f40d}"),
  maxLength: 60,
});
const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

describe("lines of a file that is read in pieces", () => {
  it("are what stands between line feeds, wherever the pieces end", () => {
    fc.assert(
      fc.property(text, lengths, (all, pieces) => {
        const expected = all.split("\n");
        if (expected.at(-1) === "") expected.pop();
        expect(linesOf(Buffer.from(all), pieces).map((line) => line.text)).toEqual(expected);
      }),
    );
  });

  it("count from 1, and say where they end and whether they are torn", () => {
    fc.assert(
      fc.property(text, lengths, (all, pieces) => {
        const bytes = Buffer.from(all);
        const lines = linesOf(bytes, pieces);
        expect(lines.map(({ number }) => number)).toEqual(lines.map((_, index) => index + 1));
        for (const [index, { end, terminated, text: own }] of lines.entries()) {
          const start = lines[index - 1]?.end ?? 0;
          expect(bytes.toString("utf8", start, end)).toBe(terminated ? `${own}\n` : own);
        }
        expect(lines.at(-1)?.end ?? 0).toBe(bytes.length);
        expect(lines.slice(0, -1).every(({ terminated }) => terminated)).toBe(true);
      }),
    );
  });
});
