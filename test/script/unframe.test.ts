import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Transcript } from "../../src/model/snapshot.js";
import { frame } from "../../src/script/frame.js";
import { unframe } from "../../src/script/unframe.js";

const NONCE = "00112233445566778899aabbccddeeff";
const both = (transcript: Transcript) =>
  unframe(frame(transcript, "stdout", NONCE), frame(transcript, "stderr", NONCE), NONCE);

const part = (name: string, stdout: string, stderr = "", status: number | null = 0) => ({
  name,
  stdout,
  stderr,
  status,
});
const section = (check: string, parts: ReturnType<typeof part>[], installation = 0) => ({
  check,
  installation,
  parts,
  status: 0,
  timedOut: false,
});

const text = fc.string({ unit: "binary", maxLength: 60 });
const arbitraryTranscript: fc.Arbitrary<Transcript> = fc.record({
  complete: fc.constant(true),
  noise: fc.constant(""),
  sections: fc.array(
    fc.record({
      check: fc.constantFrom("host", "apache", "library"),
      installation: fc.nat(3),
      status: fc.nat(255),
      timedOut: fc.boolean(),
      parts: fc.array(
        fc.record({
          name: fc.stringMatching(/^[a-z][a-z -]{0,8}[a-z]$/),
          stdout: text,
          stderr: text,
          status: fc.nat(255),
        }),
        { maxLength: 4 },
      ),
    }),
    { maxLength: 5 },
  ),
});

describe("unframe", () => {
  it("puts back whatever was framed, byte for byte", () => {
    fc.assert(
      fc.property(arbitraryTranscript, (transcript) => {
        expect(both(transcript)).toEqual(transcript);
      }),
      { numRuns: 300 },
    );
  });

  it("never throws, and is complete only with its end mark, however the bytes are cut", () => {
    const whole = frame(
      { complete: true, noise: "", sections: [section("host", [part("a", "1\n")])] },
      "stdout",
      NONCE,
    );
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 40 }), (length, tail) => {
        const cut = Buffer.concat([whole.subarray(0, length), tail]);
        const transcript = unframe(cut, Buffer.from(tail), NONCE);
        expect(transcript.complete).toBe(false);
      }),
    );
  });

  it("keeps noise before the frames apart, at most a few kilobytes of it", () => {
    const noise = "Welcome to host7\n".repeat(1000);
    const framed = frame(
      { complete: true, noise: "", sections: [section("host", [part("a", "x")])] },
      "stdout",
      NONCE,
    );
    const transcript = unframe(Buffer.concat([Buffer.from(noise), framed]), Buffer.alloc(0), NONCE);
    expect(transcript.sections).toHaveLength(1);
    expect(transcript.noise.startsWith("Welcome to host7")).toBe(true);
    expect(transcript.noise.length).toBeLessThanOrEqual(4096);
  });

  it("keeps a part without a name, which no script of ours prints, apart from what stands outside of parts", () => {
    const out = `\n@${NONCE} begin host 0\noutside\n@${NONCE} part\nx\n@${NONCE} end 0\n`;
    const [section] = unframe(Buffer.from(out), Buffer.alloc(0), NONCE).sections;
    expect(section?.parts.map(({ name, stdout }) => [name, stdout.trim()])).toEqual([
      ["", "outside"],
      ["?", "x"],
    ]);
  });

  it("does not take another host's nonce for its own", () => {
    const foreign = frame(
      { complete: true, noise: "", sections: [section("host", [part("a", "x")])] },
      "stdout",
      "f".repeat(32),
    );
    const transcript = unframe(foreign, Buffer.alloc(0), NONCE);
    expect(transcript.sections).toEqual([]);
    expect(transcript.complete).toBe(false);
  });

  it("leaves a section without its end mark without a status", () => {
    const bytes = Buffer.from(`\n@${NONCE} begin host 0\n\n@${NONCE} part uname\nLinux`);
    const [only] = unframe(bytes, Buffer.alloc(0), NONCE).sections;
    expect(only).toMatchObject({ status: null, parts: [{ name: "uname", stdout: "Linux", status: null }] });
  });

  it.each(["", "x", "0124", "1 24", "-1"])(
    "does not say that time was over where the end mark says %o",
    (word) => {
      const text = `\n@${NONCE} begin host 0\n\n@${NONCE} end ${word} timeout\n\n@${NONCE} fin\n`;
      const [section] = unframe(Buffer.from(text), Buffer.from(text), NONCE).sections;
      expect(section?.timedOut).toBe(false);
    },
  );

  it("keeps bytes that are no UTF-8 as one character each", () => {
    const bytes = Buffer.concat([
      Buffer.from(`\n@${NONCE} begin host 0\n\n@${NONCE} part a\n`),
      Buffer.from([0xff, 0x00, 0x80]),
      Buffer.from(`\n@${NONCE} done 0\n\n@${NONCE} end 0\n\n@${NONCE} fin\n`),
    ]);
    const transcript = unframe(bytes, Buffer.alloc(0), NONCE);
    expect(transcript.sections[0]?.parts[0]).toEqual({
      ...part("a", "\u00ff\u0000\u0080"),
      encoding: "latin1",
    });
    expect(frame(transcript, "stdout", NONCE)).toEqual(bytes);
  });
});
