import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { UsageError } from "../../src/base/errors.js";
import type { HostRecord, Snapshot, SnapshotHeader } from "../../src/model/snapshot.js";
import { type Answer, answerOf, checkSame, displaces, remaining } from "../../src/resume/plan.js";
import { readEarlier } from "../../src/resume/read.js";
import { readSnapshots } from "../../src/snapshot/read.js";
import { formatRecord, SnapshotWriter } from "../../src/snapshot/write.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-resume-"));
afterAll(() => rmSync(directory, { recursive: true }));
const file = join(directory, "run.jsonl");

const DEMO = fileURLToPath(new URL("../../src/demo/fleet.snapshot.jsonl", import.meta.url));
const demo = await readSnapshots([DEMO]);
const record = (status: HostRecord["status"], more: Partial<HostRecord> = {}): HostRecord => ({
  record: "host",
  host: { name: "a", address: "", groups: [], expect: {} },
  status,
  startedAt: "2026-01-01T00:00:00.000Z",
  durationMs: 1,
  ...more,
});

// More than one byte to a character, to be cut in the middle of.
const part = { name: "ünï", stdout: "§ 日本\n\u2028", stderr: "", status: 0 };
const section = { check: "host", installation: 0, parts: [part], status: 0, timedOut: false };
const hosts = ["web01", "wëb02", "web03"].map((name) =>
  record("ok", {
    host: { name, address: "audit@192.0.2.1:22", groups: ["web"], expect: {} },
    transcript: { complete: true, sections: [section], noise: "" },
  }),
);
const whole: Snapshot = {
  header: { ...demo.header, selected: hosts.map(({ host }) => host.name) },
  hosts,
  end: { record: "end", finishedAt: "2026-01-01T00:00:00.000Z", interrupted: false },
};
const lines = [whole.header, ...hosts, ...(whole.end ? [whole.end] : [])].map((each) =>
  Buffer.from(formatRecord(each)),
);

const write = (...pieces: (Buffer | string)[]) =>
  writeFileSync(file, Buffer.concat(pieces.map((piece) => Buffer.from(piece))));

/** Goes on with the file: writes what is missing of the whole, and the end mark. */
function finish(): string[] {
  const { earlier, kept } = readEarlier(file);
  const left = remaining(earlier, { retryFailed: false });
  const writer = new SnapshotWriter(file, kept);
  for (const record of whole.hosts) if (left.has(record.host.name)) writer.write(record);
  if (whole.end) writer.write(whole.end);
  writer.close();
  return [...left];
}

describe("a file that a killed run left", () => {
  it("is whole again wherever its last host was cut off, and only that one is asked anew", () => {
    const [header, first, second, third] = lines;
    if (!header || !first || !second || !third || !whole.hosts[2]) throw new Error("not three hosts");
    const name = whole.hosts[2].host.name;
    for (let cut = 0; cut <= third.length; cut += 1) {
      write(header, first, second, third.subarray(0, cut));
      // Without its newline it is a whole record, and must not be lost.
      const isWhole = cut >= third.length - 1;
      expect(finish()).toEqual(isWhole ? [] : [name]);
      expect(readFileSync(file).equals(Buffer.concat(lines))).toBe(true);
    }
  });

  it("is whole again wherever its end mark was cut off", () => {
    const end = lines.at(-1) ?? Buffer.alloc(0);
    for (let cut = 0; cut <= end.length; cut += 1) {
      write(...lines.slice(0, -1), end.subarray(0, cut));
      expect(readEarlier(file).earlier.ended).toBe(cut >= end.length - 1);
      expect(finish()).toEqual([]);
      expect(readFileSync(file).equals(Buffer.concat(lines))).toBe(true);
    }
  });

  it("is no run yet while its header is torn: said, and left as it is", () => {
    const [header] = lines;
    if (!header) throw new Error("no header");
    for (let cut = 0; cut < header.length - 1; cut += 1) {
      write(header.subarray(0, cut));
      expect(() => readEarlier(file)).toThrow(/ended before its first record; start anew/);
      expect(readFileSync(file).equals(header.subarray(0, cut))).toBe(true);
    }
    write(header.subarray(0, -1));
    expect(readEarlier(file).earlier.header).toEqual(whole.header);
  });

  it("is not touched where it is not the file of a run, and the line is told", () => {
    write(lines[0] ?? "", "{torn\n", lines[1] ?? "");
    expect(() => readEarlier(file)).toThrow(new UsageError(`${file}:2: not a record of a snapshot`));
    write(lines[1] ?? "");
    expect(() => readEarlier(file)).toThrow(/its first line is no header/);
    write(lines[0] ?? "", lines[0] ?? "");
    expect(() => readEarlier(file)).toThrow(/:2: a second header/);
    write(JSON.stringify({ ...whole.header, schema: "wsgi-audit/snapshot/9" }));
    expect(() => readEarlier(file)).toThrow(/written as "wsgi-audit\/snapshot\/9", this version reads/);
    expect(() => readEarlier(join(directory, "nope"))).toThrow(/cannot read the snapshot to go on with/);
  });

  it("is not written to while another run writes to it", () => {
    write(...lines.slice(0, 2));
    const { kept } = readEarlier(file);
    appendFileSync(file, lines[2] ?? "");
    expect(() => new SnapshotWriter(file, kept)).toThrow(/is being written/);
    expect(readFileSync(file).equals(Buffer.concat(lines.slice(0, 3)))).toBe(true);
  });
});

const said = (complete: boolean) => ({ transcript: { complete, sections: [], noise: "" } });
const interrupted = { stage: "exec", code: "interrupted", message: "" };

describe("the answers of an interrupted run", () => {
  it.each<[string, HostRecord, Answer]>([
    ["a whole answer", record("ok", said(true)), "whole"],
    ["one without its end", record("ok", said(false)), "poor"],
    ["none", record("unreachable", { error: { ...interrupted, code: "refused" } }), "poor"],
    ["no usable one", record("failed"), "poor"],
    ["a turn that never came", record("skipped"), "skipped"],
    ["one that was interrupted", record("ok", { ...said(false), error: interrupted }), "cut"],
    ["an interrupted dial", record("unreachable", { error: interrupted }), "cut"],
    [
      "an interrupt while root was asked",
      record("ok", { ...said(true), elevated: { checks: [], ...said(false), error: interrupted } }),
      "cut",
    ],
  ])("%s", (_name, host, answer) => {
    expect(answerOf(host)).toBe(answer);
  });

  it("are kept where there are any, and with --retry-failed only the whole ones", () => {
    const answers = new Map<string, Answer>([
      ["whole", "whole"],
      ["partial", "partial"],
      ["poor", "poor"],
      ["cut", "cut"],
      ["skipped", "skipped"],
    ]);
    const header = { ...whole.header, selected: [...answers.keys(), "missing"] };
    const earlier = { file, header, answers, ended: false };
    expect([...remaining(earlier, { retryFailed: false })]).toEqual(["cut", "skipped", "missing"]);
    expect([...remaining(earlier, { retryFailed: true })]).toEqual([
      "partial",
      "poor",
      "cut",
      "skipped",
      "missing",
    ]);
  });

  it("of which a section failed are partial, as the report has them", () => {
    const host = structuredClone(demo.hosts.find(({ host: { name } }) => name === "bookworm"));
    if (!host) throw new Error("no recording");
    for (const section of host.transcript?.sections ?? [])
      if (section.check === "apache") [section.status, section.timedOut, section.parts] = [null, true, []];
    write(lines[0] ?? "", formatRecord(host));
    expect([...readEarlier(file).earlier.answers]).toEqual([[host.host.name, "partial"]]);
  });

  it.each<[Answer, Answer | undefined, boolean]>([
    ["poor", "whole", true],
    ["whole", "poor", true],
    ["cut", "poor", false],
    ["cut", "partial", false],
    ["cut", "cut", false],
    ["cut", "skipped", true],
    ["cut", undefined, true],
    ["skipped", undefined, true],
    ["skipped", "skipped", false],
    ["skipped", "cut", false],
    ["skipped", "poor", false],
  ])("%s after %s is written: %s", (later, earlier, written) => {
    expect(displaces(later, earlier)).toBe(written);
  });

  it("stand in the file twice where a host was asked twice: the later one is read, at its place", async () => {
    const [one, two] = whole.hosts;
    if (!one || !two) throw new Error("not two hosts");
    const interruptedEnd = {
      record: "end",
      finishedAt: "2025-01-01T00:00:00.000Z",
      interrupted: true,
    } as const;
    const earlier = record("unreachable", { host: one.host });
    write(...[whole.header, earlier, two, interruptedEnd, one].map(formatRecord), lines.at(-1) ?? "");
    const read = await readSnapshots([file]);
    expect(read.hosts).toEqual([one, two]);
    expect(read.end).toEqual(whole.end);
  });
});

describe("a run that is not the same any more", () => {
  const shard = (index: number, fleet = "f") => ({ shard: { index, count: 3, fleet, positions: [] } });
  it.each<[string, Partial<SnapshotHeader>, Partial<SnapshotHeader>, RegExp | undefined]>([
    ["the same", {}, {}, undefined],
    ["the same hosts in another order", { selected: ["a", "b"] }, { selected: ["b", "a"] }, undefined],
    ["a host less", { selected: ["a", "b"] }, { selected: ["a"] }, /not selected any more: b$/],
    ["a host more", { selected: ["a"] }, { selected: ["c", "a"] }, /selected besides: c$/],
    [
      "many others",
      { selected: [] },
      { selected: ["1", "2", "3", "4", "5", "6", "7"] },
      /besides: 1, 2, 3, 4, 5 and 2 more$/,
    ],
    ["without --probe", { script: "probing" }, {}, /one of the two runs has --probe/],
    ["another build", { script: "other" }, {}, /another script .*start anew/],
    [
      "another version",
      { script: "other", tool: { name: "wsgi-audit", version: "0.0.1" } },
      {},
      /version 0.0.1 ran another script than/,
    ],
    [
      "another comparison",
      { compareBy: "host.os" },
      {},
      /compare_by of the inventory was host.os, now it is group/,
    ],
    [
      "another reading of a fact",
      { facts: [{ id: "user.a", label: "A", command: "a", type: "string" }] },
      { facts: [{ id: "user.a", label: "A", command: "a", type: "number" }] },
      /facts have changed/,
    ],
    ["another shard", shard(1), shard(2), /it is shard 1\/3, not 2\/3/],
    ["no shard any more", shard(1), {}, /give --shard as well, or no patterns/],
    ["a shard that was none", {}, shard(1), /it is no shard/],
    ["a shard of another fleet", shard(1), shard(1, "g"), /hosts of the other shards have changed/],
  ])("%s", (_name, then, now, message) => {
    const base = { ...demo.header, compareBy: "group" };
    const earlier = { file: "old.jsonl", header: { ...base, ...then }, answers: new Map(), ended: false };
    const check = () => checkSame(earlier, { ...base, ...now }, "probing");
    if (message) expect(check).toThrow(message);
    else expect(check).not.toThrow();
    if (message) expect(check).toThrow(/^cannot go on with old.jsonl: /);
  });
});
