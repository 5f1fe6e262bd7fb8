import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { headerFor } from "../../src/api/header.js";
import { evaluate } from "../../src/audit/evaluate.js";
import { UsageError } from "../../src/base/errors.js";
import type { Snapshot, SnapshotHeader } from "../../src/model/snapshot.js";
import { reporters } from "../../src/report/index.js";
import { mergeHeaders, requireWhole } from "../../src/snapshot/merge.js";
import { readSnapshots } from "../../src/snapshot/read.js";
import { type Shardable, takeShard } from "../../src/snapshot/shard.js";
import { formatRecord } from "../../src/snapshot/write.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-merge-"));
afterAll(() => rmSync(directory, { recursive: true }));

const ABOUT = { inventory: "fleet.yaml", compareBy: "group" };
const RUN = {
  id: "00000000-0000-4000-8000-000000000000",
  startedAt: "2026-01-01T00:00:00.000Z",
  inventory: "fleet.yaml",
};
const hostsNamed = (names: readonly string[]): (Shardable & { identity: { groups: [] } })[] =>
  names.map((name) => ({ identity: { name, address: "", groups: [], expect: {} }, target: {} }));

type About = Parameters<typeof headerFor>[1];

const wholeHeader = (names: readonly string[], about: Partial<About> = {}): SnapshotHeader => ({
  ...headerFor(hostsNamed(names) as never, { ...ABOUT, ...about }),
  run: RUN,
});

/** The headers of all shards of a selection, with the names of files. */
const shardsOf = (names: readonly string[], count: number, about: Partial<About> = {}) =>
  Array.from({ length: count }, (_, place) => {
    const { hosts, part } = takeShard(hostsNamed(names), { index: place + 1, count });
    const header = { ...headerFor(hosts as never, { ...ABOUT, ...about, part }), run: RUN };
    return { file: `shard${place + 1}.jsonl`, header };
  });

const NAMES = Array.from({ length: 20 }, (_, index) => `web${index}`);

describe("shards that are merged", () => {
  it.each([1, 2, 3, 7, 40])("are the header of the whole selection, in its order: %i", (count) => {
    const shards = shardsOf(NAMES, count);
    expect(mergeHeaders(shards)).toEqual(wholeHeader(NAMES));
    expect(mergeHeaders(shards.toReversed())).toEqual(wholeHeader(NAMES));
  });

  it("stand beside what is of no shard, at the place of the first of them", () => {
    const [one, two, three] = shardsOf(NAMES, 3);
    if (!one || !two || !three) throw new Error("not three shards");
    const other = { file: "other.jsonl", header: wholeHeader(["db1", "db2"]) };
    const last = { file: "last.jsonl", header: wholeHeader(["db3"]) };
    expect(mergeHeaders([other, three, one, last, two]).selected).toEqual(["db1", "db2", ...NAMES, "db3"]);
    const doubled = { file: "doubled.jsonl", header: wholeHeader(["web3"]) };
    expect(() => mergeHeaders([one, two, three, doubled])).toThrow(/web3 stands in more than one snapshot/);
  });

  const [a, b, c, d] = shardsOf(NAMES, 4);
  if (!a || !b || !c || !d) throw new Error("not four shards");
  const [e] = shardsOf(NAMES, 5);
  const other = (about: Partial<About>, names = NAMES) => shardsOf(names, 4, about)[3] ?? d;
  const renamed = { ...d.header, tool: { name: "wsgi-audit", version: "9.9.9" }, script: "other" };
  const fleet = "0".repeat(64);

  it.each([
    ["one that is missing", [a, b, d], /^shard 3 of 4 is missing/],
    ["several that are missing", [b, d], /^shards 1, 3 of 4 are missing/],
    ["one given twice", [a, b, b, c, d], /shard 2 of 4 is given more than once: shard2.jsonl, shard2.jsonl/],
    [
      "those of another number",
      [a, b, c, e ?? d],
      /shard1.jsonl is shard 1 of 4, shard1.jsonl is shard 1 of 5/,
    ],
    ["those of other hosts", [a, b, c, other({}, [...NAMES, "db1"])], /different selections: other hosts/],
    ["those in another order", [a, b, c, other({}, NAMES.toReversed())], /or in another order/],
    [
      "those of another script",
      [a, b, c, other({ probe: true })],
      /different selections: their scripts differ/,
    ],
    [
      "those compared otherwise",
      [a, b, c, other({ compareBy: "host.os" })],
      /compare_by is group and host.os/,
    ],
    [
      "those of another version",
      [
        a,
        b,
        c,
        { file: "new.jsonl", header: { ...renamed, shard: { ...d.header.shard, fleet } } as SnapshotHeader },
      ],
      /shard1.jsonl and new.jsonl .* versions \S+ and 9.9.9/,
    ],
    [
      "a header that was changed",
      [a, b, c, { ...d, header: { ...d.header, selected: ["web99"] } }],
      /do not fit together: .*shard4.jsonl/,
    ],
  ])("are refused: %s", (_name, parts, message) => {
    expect(() => mergeHeaders(parts)).toThrow(UsageError);
    expect(() => mergeHeaders(parts)).toThrow(message);
  });

  it("are not guessed at: one alone is a shard still, and no whole", () => {
    expect(mergeHeaders([a])).toBe(a.header);
    expect(() => requireWhole(a)).toThrow(/^shards 2, 3, 4 of 4 are missing/);
    expect(() => requireWhole({ header: mergeHeaders([a, b, c, d]) })).not.toThrow();
    expect(() => requireWhole({ header: mergeHeaders(shardsOf(NAMES, 1)) })).not.toThrow();
    const one = { header: { ...a.header, shard: { index: 1, count: 100_000, fleet, positions: [] } } };
    expect(() => requireWhole(one)).toThrow(/^shards 2, 3, .*, 13 and 99987 more of 100000 are missing/);
  });
});

const DEMO = new URL("../../src/demo/fleet.snapshot.jsonl", import.meta.url).pathname;

const written = (name: string, { header, hosts, end }: Snapshot): string => {
  const file = join(directory, name);
  writeFileSync(file, [header, ...hosts, ...(end ? [end] : [])].map(formatRecord).join(""));
  return file;
};

/** The recorded fleet as one snapshot, and as those of so many shards, with the same answers. */
async function split(count: number) {
  const { hosts, end } = await readSnapshots([DEMO]);
  const names = hosts.map(({ host }) => host.name);
  const whole = written("whole.jsonl", { header: wholeHeader(names), hosts, ...(end && { end }) });
  const files = shardsOf(names, count).map(({ file, header }) =>
    written(`${count}-${file}`, {
      header,
      // As they answer, which is in no order.
      hosts: hosts.filter(({ host }) => header.selected.includes(host.name)).toReversed(),
      ...(end && { end }),
    }),
  );
  return { whole, files };
}

const shown = async (files: string[], format: "text" | "json" | "html" | "csv") =>
  reporters[format](evaluate(await readSnapshots(files), { today: "2026-01-01" }), {
    color: false,
    width: 120,
    fold: true,
    apps: true,
    failOn: "warning",
    command: "wsgi-audit run",
  });

describe("the report of all shards", () => {
  it.each([2, 5, 30])("is byte for byte that of one run with the same answers: %i shards", async (count) => {
    const { whole, files } = await split(count);
    for (const format of ["text", "json", "html", "csv"] as const)
      expect(await shown(files.toReversed(), format)).toBe(await shown([whole], format));
  });

  it("is of an interrupted run where one shard was, and of an unfinished one where one has no end", async () => {
    const { files } = await split(2);
    const [one, two] = await Promise.all(files.map((file) => readSnapshots([file])));
    if (!one?.end || !two?.end) throw new Error("no end mark");
    const late = { ...two.end, finishedAt: "2999-01-01T00:00:00.000Z", interrupted: true };
    const cut = written("cut.jsonl", { ...two, end: late });
    expect(evaluate(await readSnapshots([cut, files[0] ?? ""])).run).toMatchObject({
      interrupted: true,
      finishedAt: "2999-01-01T00:00:00.000Z",
    });
    const { end: _, ...open } = two;
    const unfinished = evaluate(await readSnapshots([files[0] ?? "", written("open.jsonl", open)]));
    expect(unfinished.run).toMatchObject({ interrupted: true, finishedAt: null });
  });
});
