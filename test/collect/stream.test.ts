import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Stream } from "../../src/collect/stream.js";

const pieces = (text: string, sizes: readonly number[]) => {
  const bytes = Buffer.from(text, "latin1");
  const cut: Buffer[] = [];
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    cut.push(bytes.subarray(at, at + size));
    at += size;
  }
  return cut;
};

const sizes = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40_000 })), {
  minLength: 1,
  maxLength: 8,
});

describe("what a stream brings", () => {
  it("is kept byte for byte, however it comes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii", maxLength: 50_000 }), sizes, (text, cuts) => {
        const stream = new Stream();
        expect(stream.isEmpty).toBe(true);
        for (const piece of pieces(text, cuts)) stream.take(piece);
        expect(stream.bytes.toString("latin1")).toBe(text);
        expect(stream.isEmpty).toBe(text === "");
      }),
    );
  });

  it("has its marks found in their order, in one piece or torn", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.string({ unit: "grapheme-ascii", maxLength: 300 }), async (cuts, noise) => {
        const stream = new Stream();
        const found = (async () => [await stream.mark(/\n@a (\w+)\n/), await stream.mark(/\n@b (\w+)\n/)])();
        for (const piece of pieces(`${noise}\n@a one\n@b two\n${noise}`, cuts)) {
          stream.take(piece);
          await Promise.resolve();
          await Promise.resolve();
        }
        expect(await found).toEqual(["one", "two"]);
      }),
    );
  });
});
