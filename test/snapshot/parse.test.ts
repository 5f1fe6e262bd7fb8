import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UsageError } from "../../src/base/errors.js";
import { parseSnapshot } from "../../src/snapshot/parse.js";
import { runProgram } from "../support/command-line.js";

const lines = readFileSync(new URL("../../src/demo/fleet.snapshot.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");
const read = (...all: string[]) => parseSnapshot(`${all.join("\n")}\n`, "a.jsonl");
const changed = (line: string | undefined, change: (record: Record<string, unknown>) => void) => {
  const record = JSON.parse(line ?? "") as Record<string, unknown>;
  change(record);
  return JSON.stringify(record);
};
const [header, host, end] = [lines[0] ?? "", lines[1] ?? "", lines.at(-1) ?? ""];

describe("a snapshot", () => {
  it("is read as it was written", () => {
    expect(read(...lines).hosts).toHaveLength(lines.length - 2);
  });

  it.each<[string, string[]]>([
    ["a host without a name", [header, '{"record":"host"}', end]],
    ["a header without a run", ['{"record":"header","schema":"wsgi-audit/snapshot/1"}', host]],
    [
      "sections that are no list",
      [
        header,
        changed(host, (record) =>
          Object.assign(record, { transcript: { complete: true, sections: 1, noise: "" } }),
        ),
        end,
      ],
    ],
    [
      "a state that there is none of",
      [header, changed(host, (record) => Object.assign(record, { status: "constructor" })), end],
    ],
    [
      "names that are none",
      [changed(header, (record) => Object.assign(record, { selected: [1] })), host, end],
    ],
    ["nothing", [header, "null", end]],
    ["a host that calls itself something else", [header, '{"record":"host","schema":"x"}', end]],
  ])("%s is refused with its line", (_name, all) => {
    expect(() => read(...all)).toThrow(UsageError);
    expect(() => read(...all)).toThrow(/a\.jsonl:[12]: not a record/);
  });

  it("of a later version may say more", () => {
    const more = changed(host, (record) => Object.assign(record, { later: 1 }));
    expect(read(header, more, end).hosts).toHaveLength(1);
  });

  it("has one header: two files in one are not taken for one run", () => {
    expect(() => read(header, host, header, host, end)).toThrow("a.jsonl:3: a second header");
  });

  it("of another schema is told as that, without a character that a terminal would take", () => {
    const other = changed(header, (record) => Object.assign(record, { schema: "x\u001b[2J" }));
    expect(() => read(other, host)).toThrow('written as "x\\u001b[2J"');
  });

  it.each([0, 2, 9, 10])("of version %i of its schema is told as that, in one line", (version) => {
    const other = changed(header, (record) => {
      record.schema = `wsgi-audit/snapshot/${version}`;
      record.run = "what another version may have here";
    });
    const told = `a.jsonl: written as "wsgi-audit/snapshot/${version}", this version reads wsgi-audit/snapshot/1`;
    expect(() => read(other, "{}", end)).toThrow(new UsageError(told));
  });
});

describe("a file that is an audit", () => {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-parse-"));
  afterAll(() => rmSync(directory, { recursive: true }));
  const file = join(directory, "audit.json");

  it.each([0, 2])("is told as that, in one line and with exit code 2: %i", async (indent) => {
    writeFileSync(file, JSON.stringify({ schema: "wsgi-audit/audit/1", tool: {} }, null, indent));
    const told = `wsgi-audit: ${file}: is an audit ("wsgi-audit/audit/1"): name the snapshot that it was made from\n`;
    for (const words of [
      ["report", file],
      ["diff", file, file],
      ["run", "--resume", file, "-i", "inventory.example.yaml"],
    ]) {
      const { code, stdout, stderr } = await runProgram(words);
      expect([code, stdout, stderr], words[0]).toEqual([2, "", told]);
    }
  });
});
