import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ended, startProgram } from "../faults/program.js";
import { codeBlocksIn, linksIn, PAGES, read, rowsOf } from "../support/documents.js";
import { markedPart, replaceMarkedPart } from "../support/marked-part.js";

const README = read("README.md");
const MOST_LINES = 170;
const MOST_COLUMNS = 100;

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** What the demo prints first on a terminal of that many columns: who is out of line, and the first block of the matrix. */
async function beginningOfDemo(): Promise<string> {
  const demo = await ended(startProgram(["demo"], { COLUMNS: String(MOST_COLUMNS) }, directory));
  expect(demo.code).toBe(0);
  const [summary, block] = demo.stdout.split("\n\n");
  return `${summary}\n\n${block}\n…`;
}

describe("the README", () => {
  it(`has at most ${MOST_LINES} lines`, () => {
    expect(README.trimEnd().split("\n").length).toBeLessThanOrEqual(MOST_LINES);
  });

  // `npx vitest run --project unit test/project/readme -u` writes it anew.
  it("shows what the demo prints first", async () => {
    const shown = `\`\`\`text\n${await beginningOfDemo()}\n\`\`\``;
    await expect(replaceMarkedPart(README, "sample", shown)).toMatchFileSnapshot("../../README.md");
  });

  it(`has a sample of at most ${MOST_COLUMNS} columns`, () => {
    const lines = markedPart(README, "sample").split("\n");
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.filter((line) => line.length > MOST_COLUMNS)).toEqual([]);
  });

  it("begins with the two commands that anybody needs", () => {
    const [first] = codeBlocksIn(README);
    expect(first?.lang).toBe("sh");
    expect(first?.text.split("\n").map((line) => line.split("#")[0]?.trim())).toEqual([
      "npm start",
      "npm test",
    ]);
  });

  it("says how it stays safe before it says anything of speed", () => {
    const [safety, speed] = [README.indexOf("## How it stays safe"), README.search(/\bspeed\b|\bfast/i)];
    expect(safety).toBeGreaterThan(0);
    expect(speed).toBeGreaterThan(safety);
  });

  it("names for each rule of safety tests that are there", () => {
    const section = README.slice(README.indexOf("## How it stays safe"), README.indexOf("## Exit codes"));
    const rows = (section.match(/^\| .* \|$/gm) ?? [])
      .slice(2)
      .map((row) => row.split("|").at(-2)?.split(","));
    expect(rows.length).toBeGreaterThanOrEqual(12);
    const files = rows.flatMap((names) => names?.map((name) => `test/${name.trim()}.test.ts`) ?? []);
    expect(files.filter((file) => !existsSync(new URL(`../../${file}`, import.meta.url)))).toEqual([]);
  });

  it("lists the exit codes that --help lists, in the same words", async () => {
    const { stdout } = await ended(startProgram(["--help"]));
    const help = stdout.split("Exit codes:\n")[1] ?? "";
    const codes = [...help.matchAll(/^ +(\d+) +(.+)$/gm)].map(([, code, meaning]) => [code, meaning]);
    expect(codes.length).toBeGreaterThan(5);
    const rows = rowsOf(README, ["code", "meaning"]);
    expect(rows.map((row) => row.map((cell) => cell.replaceAll("`", "")))).toEqual(codes);
  });

  it("leads to every page of docs", () => {
    expect(linksIn(README)).toEqual(expect.arrayContaining([...PAGES]));
  });
});
