import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { evaluate } from "../../src/audit/evaluate.js";
import type { News } from "../../src/audit/news.js";
import { History } from "../../src/history/directory.js";
import { isQuietNews, newsOf } from "../../src/history/news.js";
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
  const transcript = (await recordings()).get("bookworm");
  if (!transcript) throw new Error("no recording");
  bookworm = transcript;
});
afterEach(() => rmSync(directory, { recursive: true }));

const identity = (name: string) => ({ name, address: "", groups: ["web"], expect: {} });
const answer = (name: string, transcript: Transcript): HostRecord => ({
  record: "host",
  host: identity(name),
  status: "ok",
  startedAt: "2026-01-01T00:00:00.000Z",
  durationMs: 1,
  transcript,
});
const silence = (name: string, code = "refused"): HostRecord => ({
  record: "host",
  host: identity(name),
  status: "unreachable",
  startedAt: "2026-01-01T00:00:00.000Z",
  durationMs: 1,
  error: { stage: "dial", code, message: "no" },
});
const other = (from: string, to: string): Transcript =>
  JSON.parse(JSON.stringify(bookworm).replaceAll(from, to));
/** As when one section hangs: that of these checks has no end. */
const torn = (transcript: Transcript, ...checks: string[]): Transcript => ({
  ...transcript,
  sections: transcript.sections.map((section) =>
    checks.includes(section.check) ? { ...section, parts: [], status: null, timedOut: true } : section,
  ),
});

/** One more night: what is told of it. It becomes part of the history. */
async function night(
  day: number,
  hosts: readonly HostRecord[],
  more: readonly HostRecord[] = [],
): Promise<News & { quiet: boolean }> {
  const startedAt = `2026-01-${String(day).padStart(2, "0")}T03:00:00.000Z`;
  const names = [...new Set(hosts.map(({ host }) => host.name))];
  const header = {
    record: "header",
    schema: SNAPSHOT_SCHEMA,
    tool: { name: "wsgi-audit", version: "1" },
    run: { id: `${day}`.padStart(8, "0"), startedAt, inventory: "x" },
    selected: names,
    compareBy: "group",
    script: "",
  } as SnapshotHeader;
  const end = { record: "end", finishedAt: startedAt, interrupted: false } as const;
  const audit = evaluate({ header, hosts: [...hosts], end });
  const news = await newsOf(audit, header, history, {}, new Set(names));
  const file = join(directory, "run.jsonl");
  writeFileSync(file, [header, ...more, ...hosts, end].map(formatRecord).join(""));
  await history.add(file, header);
  return { ...news, quiet: isQuietNews(news, audit) };
}

describe("news of a history", () => {
  it("are told once where the answer is never whole, and none of them gets lost", async () => {
    const changed = other("4.9.4", "4.9.5");
    await night(1, [answer("a", bookworm)]);
    // The section that shows the change is the one that hangs.
    const second = await night(2, [answer("a", torn(changed, "host"))]);
    expect(second.silent).toMatchObject([{ told: "new", host: { status: "partial" } }]);
    expect(second.drift.changes.map(({ fact, after }) => [fact, after])).toContainEqual([
      "wsgi.version",
      "4.9.5",
    ]);
    const third = await night(3, [answer("a", torn(changed, "host"))]);
    expect(third).toMatchObject({ quiet: true, silent: [{ since: "2026-01-02T03:00:00.000Z" }] });
    // It comes to light when another section hangs.
    const dark = other("4.9.4", "4.9.6");
    const fourth = await night(4, [
      answer(
        "a",
        torn(dark, "library", "python", "processes", "config", "apache", "modules", "files", "discovery"),
      ),
    ]);
    expect(fourth.drift.changes.filter(({ fact }) => fact === "wsgi.version")).toEqual([]);
    const fifth = await night(5, [answer("a", dark)]);
    expect(fifth.drift.changes.find(({ fact }) => fact === "wsgi.version")).toMatchObject({
      before: "4.9.5",
      after: "4.9.6",
    });
    expect(fifth.back).toMatchObject([{ host: "a", since: "2026-01-02T03:00:00.000Z" }]);
    expect(await night(6, [answer("a", dark)])).toMatchObject({ quiet: true });
  });

  it("are of the last whole answer of each host, whichever run that was", async () => {
    await night(1, [answer("a", bookworm), answer("b", bookworm)]);
    await night(2, [answer("a", bookworm), silence("b")]);
    const third = await night(3, [answer("a", other("4.9.4", "4.9.5")), silence("b", "timeout")]);
    expect(third.silent).toMatchObject([
      { since: "2026-01-02T03:00:00.000Z", lastWhole: "2026-01-01T03:00:00.000Z" },
    ]);
    expect(third.silent[0]?.told).toBeUndefined();
    const fourth = await night(4, [
      answer("a", other("4.9.4", "4.9.5")),
      answer("b", other("4.9.4", "4.9.7")),
    ]);
    const versions = fourth.drift.changes.filter(({ fact }) => fact === "wsgi.version");
    expect(versions).toMatchObject([{ host: "b", before: "4.9.4", after: "4.9.7" }]);
  });

  it("take the last of several records of a host, where a run was gone on with", async () => {
    await night(1, [answer("a", bookworm)], [silence("a")]);
    expect(await night(2, [answer("a", bookworm)])).toMatchObject({ quiet: true, back: [] });
  });

  it("hold nothing against a host that the end of a run cut off", async () => {
    await night(1, [answer("a", bookworm)]);
    expect((await night(2, [silence("a", "interrupted")])).silent).toEqual([]);
    expect(await night(3, [answer("a", bookworm)])).toMatchObject({ quiet: true, back: [] });
  });

  it("count what was found on a host that is silent now, and its age", async () => {
    const deleted = (await recordings()).get("deleted-libpython");
    if (!deleted) throw new Error("no recording");
    await night(1, [answer("a", bookworm), answer("b", bookworm)]);
    await night(2, [answer("a", deleted), answer("b", bookworm)]);
    await night(3, [silence("a"), answer("b", bookworm)]);
    const { open } = await night(4, [silence("a"), answer("b", other("4.9.4", "4.9.5"))]);
    expect(open.unseen).toBeGreaterThan(0);
    expect(open.oldest).toMatchObject({ since: "2026-01-02T03:00:00.000Z", orEarlier: false });
  });
});
