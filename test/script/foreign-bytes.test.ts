import { describe, expect, it } from "vitest";
import { parseHost } from "../../src/facts/host.js";
import type { HostRecord, Section } from "../../src/model/snapshot.js";
import { frame } from "../../src/script/frame.js";
import { unframe } from "../../src/script/unframe.js";
import { expectCheap } from "../support/linear.js";

const NONCE = "00112233445566778899aabbccddeeff";
const mark = (words: string) => Buffer.from(`\n@${NONCE} ${words}\n`);
const bytes = (...pieces: (string | Buffer | number[])[]) =>
  Buffer.concat(
    pieces.map((each) => (Array.isArray(each) ? Buffer.from(each) : Buffer.from(each as string))),
  );
const read = (stdout: Buffer, stderr = Buffer.alloc(0)) => unframe(stdout, stderr, NONCE);

describe("bytes of a host", () => {
  it("keeps a byte order mark", () => {
    const { sections } = read(bytes(mark("begin a 0"), mark("part x"), "\ufeffa\n", mark("done 0")));
    expect(sections[0]?.parts[0]?.stdout).toBe("\ufeffa\n");
  });

  it("reads names of parts in the encoding of their paths", () => {
    const { sections } = read(
      bytes(mark("begin a 0"), mark("part home /srv/pyth\u00f6n"), "x", mark("done 0")),
    );
    expect(sections[0]?.parts[0]?.name).toBe("home /srv/pyth\u00f6n");
  });

  it("has one encoding for both streams of a part, so that both can be had back", () => {
    const stdout = bytes(mark("begin a 0"), mark("part x"), [0xff], mark("done 0"), mark("end 0"));
    const stderr = bytes(mark("begin a 0"), mark("part x"), "\u00e9\u20ac", mark("done 0"), mark("end 0"));
    const transcript = read(stdout, stderr);
    expect(transcript.sections[0]?.parts[0]).toMatchObject({ encoding: "latin1", stdout: "\u00ff" });
    expect([frame(transcript, "stdout", NONCE), frame(transcript, "stderr", NONCE)]).toEqual([
      stdout,
      stderr,
    ]);
  });

  it("gives what stands outside of parts no status of its own", () => {
    const { sections } = read(bytes(mark("begin a 0"), "x", mark("done 7")));
    expect(sections[0]?.parts).toEqual([{ name: "", stdout: "x", stderr: "", status: null }]);
  });

  it.each(["-1", "1e9", "NaN", "0.5", "9".repeat(400), "__proto__"])(
    "takes no installation called %s",
    (number) => {
      const { sections } = read(bytes(mark(`begin apache ${number}`), "x", mark("end 0")));
      expect(sections.map(({ installation }) => installation)).toEqual([0]);
    },
  );

  it("leaves no holes where only one stream has a mark", () => {
    const transcript = read(
      bytes(mark("begin a 0")),
      bytes(mark("begin a 0"), mark("part x"), mark("done 0"), mark("part y"), "e"),
    );
    expect(JSON.parse(JSON.stringify(transcript))).toEqual(transcript);
  });
});

describe("a host that claims to have very many installations", () => {
  const section = (installation: number): Section => ({
    ...{ check: "apache", installation, parts: [], status: 0, timedOut: false },
  });
  const found: Section = { ...section(0), check: "discovery" };
  const record = (count: number): HostRecord => ({
    record: "host",
    host: { name: "a", address: "", groups: [], expect: {} },
    status: "ok",
    startedAt: "2026-01-01T00:00:00.000Z",
    durationMs: 0,
    transcript: {
      complete: true,
      noise: "",
      sections: [found, ...Array.from({ length: count }, (_, at) => section(at + 1))],
    },
  });

  it("is partial, says so, and costs little more than 200 of them", async () => {
    let host = parseHost(record(200));
    const claims = record(50_000);
    await expectCheap(() => {
      host = parseHost(claims);
    }, 2000);
    expect(host.installations).toHaveLength(200);
    expect(host.status).toBe("partial");
    expect(host.checks.discovery?.reason).toContain("more than 200 installations");
  });
});
