import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { History } from "../../src/history/directory.js";
import type { HostRecord, SnapshotRecord } from "../../src/model/snapshot.js";
import { SNAPSHOT_SCHEMA } from "../../src/model/snapshot.js";
import { readSnapshots } from "../../src/snapshot/read.js";
import { formatRecord } from "../../src/snapshot/write.js";

let directory: string;
let history: History;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
  history = new History(join(directory, "history"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const record = (name: string, status: HostRecord["status"], noise: string): HostRecord => ({
  record: "host",
  host: { name, address: "", groups: [], expect: {} },
  status,
  startedAt: "2026-01-01T00:00:00.000Z",
  durationMs: 1,
  ...(status === "ok" && { transcript: { complete: true, sections: [], noise } }),
});

let runs = 0;
async function add(day: number, hosts: HostRecord[]): Promise<void> {
  runs += 1;
  const startedAt = `2026-01-${String(day).padStart(2, "0")}T03:00:00.000Z`;
  const run = { id: `${runs}`.padStart(8, "0"), startedAt, inventory: "x" };
  const header = {
    record: "header" as const,
    schema: SNAPSHOT_SCHEMA,
    tool: { name: "wsgi-audit", version: "1" },
    run,
    selected: hosts.map(({ host }) => host.name),
    compareBy: "group",
    script: "",
  } as const;
  const lines: SnapshotRecord[] = [
    header as SnapshotRecord,
    ...hosts,
    { record: "end", finishedAt: startedAt, interrupted: false },
  ];
  const file = join(directory, "run.jsonl");
  writeFileSync(file, lines.map(formatRecord).join(""));
  await history.add(file, header as Parameters<History["add"]>[1]);
}

describe("a history", () => {
  it("keeps every run as a whole snapshot, oldest first", async () => {
    await add(2, [record("a", "ok", "second")]);
    await add(1, [record("a", "ok", "first")]);
    const snapshots = await Promise.all(history.files().map((file) => readSnapshots([file])));
    const read = snapshots.map(({ hosts }) => hosts[0]?.transcript?.noise);
    expect(read).toEqual(["first", "second"]);
  });

  it("keeps so many, or so many days, and always the newest", async () => {
    for (const day of [1, 2, 3, 4]) await add(day, [record("a", "ok", String(day))]);
    const days = () => history.files().map((file) => /2026-01-(\d\d)/.exec(file)?.[1]);
    history.prune({ count: 3 });
    expect(days()).toEqual(["02", "03", "04"]);
    history.prune({ days: 2 }, Date.parse("2026-01-05T04:00:00Z"));
    expect(days()).toEqual(["04"]);
    history.prune({ days: 1 }, Date.parse("2027-01-05T04:00:00Z"));
    expect(days()).toEqual(["04"]);
  });

  it("is left as it is by a run that cannot be written whole", async () => {
    await add(1, [record("a", "ok", "whole")]);
    const before = readdirSync(history.directory).map((name) => [
      name,
      readFileSync(join(history.directory, name)).toString("hex"),
    ]);
    const header = { run: { id: "x".repeat(8), startedAt: "2026-01-02T03:00:00.000Z", inventory: "x" } };
    await expect(history.add(join(directory, "no-such-file"), header)).rejects.toThrow(/history/);
    const after = readdirSync(history.directory).map((name) => [
      name,
      readFileSync(join(history.directory, name)).toString("hex"),
    ]);
    expect(after).toEqual(before);
  });

  it("takes runs that end at the same time", async () => {
    await Promise.all([1, 1, 1, 1].map((day) => add(day, [record("a", "ok", "x")])));
    expect(history.files()).toHaveLength(4);
    for (const file of history.files()) expect((await readSnapshots([file])).hosts).toHaveLength(1);
  });
});
