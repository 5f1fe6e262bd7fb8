import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { evaluate } from "../../src/audit/evaluate.js";
import { hindsightOf, pastOf } from "../../src/history/changes.js";
import { History } from "../../src/history/directory.js";
import type { Audit } from "../../src/model/audit.js";
import type { HostRecord, SnapshotHeader, Transcript } from "../../src/model/snapshot.js";
import { SNAPSHOT_SCHEMA } from "../../src/model/snapshot.js";
import { formatRecord } from "../../src/snapshot/write.js";
import { recordings } from "../support/recorded-host.js";

let directory: string;
let history: History;
let bookworm: Transcript;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
  history = new History(join(directory, "history"));
  bookworm = (await recordings()).get("bookworm") as Transcript;
});
afterEach(() => rmSync(directory, { recursive: true }));

const startOf = (day: number) => `2026-01-0${day}T03:00:00.000Z`;

const answer = (transcript: Transcript | undefined): HostRecord => ({
  record: "host",
  host: { name: "a", address: "", groups: ["web"], expect: {} },
  startedAt: startOf(1),
  durationMs: 1,
  ...(transcript
    ? { status: "ok", transcript }
    : { status: "unreachable", error: { stage: "dial", code: "refused", message: "no" } }),
});

const version = (text: string): Transcript => JSON.parse(JSON.stringify(bookworm).replaceAll("4.9.4", text));

const isVersion = ({ fact }: { fact: string }) => fact === "wsgi.version";

/** One more run, which becomes part of the history, and what the runs before told of it. */
async function run(day: number, transcript: Transcript | undefined) {
  const header = {
    record: "header",
    schema: SNAPSHOT_SCHEMA,
    tool: { name: "wsgi-audit", version: "1" },
    run: { id: `${day}`.padStart(8, "0"), startedAt: startOf(day), inventory: "x" },
    selected: ["a"],
    compareBy: "group",
    script: "",
  } as SnapshotHeader;
  const end = { record: "end", finishedAt: startOf(day), interrupted: false } as const;
  const hosts = [answer(transcript)];
  const audit: Audit = evaluate({ header, hosts, end });
  const seen = await hindsightOf(audit, history);
  expect(await pastOf(audit, history)).toEqual(seen.past);
  const file = join(directory, "run.jsonl");
  writeFileSync(file, [header, ...hosts, end].map(formatRecord).join(""));
  await history.add(file, header);
  return seen;
}

describe("what a history tells of an audit", () => {
  it("is nothing where there is none", async () => {
    expect(await run(1, bookworm)).toEqual({ past: [] });
  });

  it("is what changed since the last answer of each host, over nights of silence", async () => {
    await run(1, version("4.9.3"));
    const silent = await run(2, undefined);
    expect(silent.past).toEqual([]);
    expect(silent.trend?.since?.drift.hosts).toMatchObject([{ kind: "silent", host: "a" }]);
    const still = await run(3, undefined);
    // It is no news that somebody goes on saying nothing.
    expect(still.trend?.since?.drift.hosts).toEqual([]);
    const back = await run(4, version("4.9.5"));
    expect(back.past.filter(isVersion)).toMatchObject([
      { fact: "wsgi.version", before: "4.9.3", after: "4.9.5", when: startOf(4) },
    ]);
    expect(back.trend?.since).toMatchObject({
      startedAt: startOf(3),
      drift: { hosts: [{ kind: "back", host: "a" }] },
    });
    expect(back.trend?.since?.drift.changes.filter(isVersion)).toHaveLength(1);
    expect(back.trend?.runs.map(({ startedAt, silent: dark }) => [startedAt, dark])).toEqual([
      [startOf(1), 0],
      [startOf(2), 1],
      [startOf(3), 1],
      [startOf(4), 0],
    ]);
  });

  it("is of the runs before it alone", async () => {
    await run(1, version("4.9.3"));
    await run(3, version("4.9.5"));
    const between = await run(2, version("4.9.4"));
    expect(between.past.filter(isVersion)).toMatchObject([{ before: "4.9.3", after: "4.9.4" }]);
    expect(between.trend?.runs).toHaveLength(2);
  });

  it("counts no fact that differs by nature", async () => {
    const later = (text: string): Transcript =>
      JSON.parse(JSON.stringify(bookworm).replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, text));
    await run(1, later("2026-01-01T00:00:00Z"));
    const { past } = await run(2, later("2026-01-02T00:00:00Z"));
    expect(past.map(({ fact }) => fact)).not.toContain("host.time");
  });
});
