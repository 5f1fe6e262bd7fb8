import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { reporters } from "../../src/report/index.js";
import { ended, startProgram } from "../faults/program.js";
import { codeBlocksIn, codeWordsIn, PAGES, read, rowsOf } from "../support/documents.js";
import { replaceMarkedPart } from "../support/marked-part.js";
import { options } from "../support/report-options.js";
import { auditOf, host } from "../support/sample.js";
import { tourIn } from "../support/tour.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
afterAll(() => rmSync(directory, { recursive: true }));

const wordsIn = (cell = "") => codeWordsIn(cell).filter((word) => /^[\w-]+$/.test(word));

interface EventSchema {
  properties: { event: { const: string } } & Record<string, object>;
}

describe("docs", () => {
  it("nightly.md shows the crontab that is shipped, and tried", () => {
    const blocks = codeBlocksIn(read("docs/nightly.md")).map(({ text }) => text);
    expect(blocks).toContain(read("containers/auditor/cron/wsgi-audit").trimEnd());
  });

  it("nightly.md names the events of the log as its schema does, each with fields that it has", () => {
    const { oneOf } = JSON.parse(read("schemas/log.schema.json")) as { oneOf: EventSchema[] };
    const fields = new Map(oneOf.map(({ properties }) => [properties.event.const, Object.keys(properties)]));
    const rows = rowsOf(read("docs/nightly.md"), ["event", "says"]);
    expect(rows.flatMap(([events]) => wordsIn(events)).sort()).toEqual([...fields.keys()].sort());
    for (const [events, says] of rows) {
      const known = wordsIn(events).flatMap((event) => fields.get(event) ?? []);
      expect(known, events).toEqual(expect.arrayContaining(wordsIn(says)));
    }
  });

  it("reports.md has a line for each format", () => {
    const rows = rowsOf(read("docs/reports.md"), ["format", "for"]);
    expect(rows.flatMap(([format]) => wordsIn(format))).toEqual(Object.keys(reporters));
    expect(rows.filter(([, purpose = ""]) => purpose.length < 7)).toEqual([]);
  });

  it("architecture.md has a line for each stage, in the order in which they follow", () => {
    const rows = rowsOf(read("docs/architecture.md"), ["folder", "holds"]);
    const folders = readdirSync(new URL("../../src/", import.meta.url), { withFileTypes: true });
    expect(rows.flatMap(([folder]) => wordsIn(folder)).sort()).toEqual(
      folders
        .filter((each) => each.isDirectory())
        .map(({ name }) => name)
        .sort(),
    );
  });

  it("safety.md names a test for each rule", () => {
    const rows = rowsOf(read("docs/safety.md"), ["rule", "shown by"]);
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter(([, test = ""]) => !/^(test\/[\w/-]+\.test\.ts(, |$))+$/.test(test))).toEqual([]);
    const named = new Set(read("docs/safety.md").match(/test\/[\w/-]+\.test\.ts/g));
    expect([...named].filter((file) => !/\b(it|test|fuzzed|suite|describe)\b/.test(read(file)))).toEqual([]);
  });

  it("safety.md has all twelve rules about strangers, in their order", () => {
    const rows = rowsOf(read("docs/safety.md"), ["rule", "shown by"]);
    const numbers = rows.flatMap(([rule = ""]) => /^(\d+)\. /.exec(rule)?.[1] ?? []);
    expect(numbers).toEqual(Array.from({ length: 12 }, (_, index) => String(index + 1)));
  });

  it("failures.md shows a failure as the report has it", () => {
    const failed = host("web07", {
      status: "unreachable",
      error: {
        stage: "dial",
        code: "refused",
        message: "192.0.2.7 port 22 refuses connections",
        hint: "is sshd running, and on that port? try: ssh -p 22 192.0.2.7",
      },
    });
    const report = reporters.text(auditOf([failed]), options);
    expect(report).toContain(codeBlocksIn(read("docs/failures.md"))[0]?.text);
  });

  // `npx vitest run --project unit test/project/docs -u` writes it anew.
  it("what-it-finds.md shows the applications of the demo", async () => {
    const page = read("docs/what-it-finds.md");
    const command = /^wsgi-audit report \S+ (--apps .*)$/m.exec(page)?.[1] ?? "";
    await ended(startProgram(["demo", "-o", "."], {}, directory));
    const words = ["report", "demo.snapshot.jsonl", ...command.split(" ")];
    const { stdout } = await ended(startProgram(words, { COLUMNS: "120" }, directory));
    const part = /^Applications: [\s\S]*?\n(?=\n)/m.exec(stdout)?.[0] ?? "";
    expect(part).toContain("/embedded");
    const shown = replaceMarkedPart(page, "applications", `\`\`\`text\n${part}\`\`\``);
    await expect(shown).toMatchFileSnapshot("../../docs/what-it-finds.md");
  });

  it("library.md shows the tour of src/index.ts", async () => {
    const tour = tourIn(read("src/index.ts"));
    expect(tour).toContain("await ");
    const shown = `\`\`\`ts\n${tour}\n\`\`\``;
    // `npx vitest run --project unit test/project/docs -u` writes it anew.
    await expect(replaceMarkedPart(read("docs/library.md"), "tour", shown)).toMatchFileSnapshot(
      "../../docs/library.md",
    );
  });

  it.each(["README.md", "CONTRIBUTING.md", ...PAGES])("%s says of each block of code what it is", (page) => {
    expect(codeBlocksIn(read(page)).filter(({ lang }) => lang === "")).toEqual([]);
  });
});
