import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ended, startProgram } from "../faults/program.js";
import { describeBrowser } from "./browser.js";

const PICTURE = new URL("../../docs/images/page.png", import.meta.url);
const WORDS = new URL("expected/picture.txt", import.meta.url);
const SIZE = { width: 1280, height: 800 };
const MOST_BYTES = 200_000;

/** What is wrong with the Python of the demo's hosts. */
const WRONG = [
  ["python/library-not-found", "web07"],
  ["python/venv-version-mismatch", "web08"],
  ["python/library-deleted", "web09"],
  ["python/library-static", "batch3"],
] as const;

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
afterAll(() => rmSync(directory, { recursive: true }));

async function run(...words: string[]): Promise<void> {
  const { stderr, code } = await ended(startProgram(words, {}, directory));
  if (code !== 0 && code !== 3) throw new Error(stderr);
}

/** All that a reader sees, but for the time of the run. */
const wordsOn = async (page: Page) =>
  `${(await page.locator("body").innerText()).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")}\n`;

/** The size that stands in the head of a PNG. */
const sizeOf = (png: Buffer) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });

/** `RECORD_PICTURE=1 npx vitest run --project unit test/browser/picture` takes the picture anew, with its words. */
describeBrowser("the picture of the page in the README", ({ open }) => {
  let page: Page;
  beforeAll(async () => {
    await run("demo", "-o", "demo");
    await run("report", "demo/demo.snapshot.jsonl", "-f", "html", "-o", "page.html");
    page = await open(readFileSync(join(directory, "page.html"), "utf8"), {
      hash: "#fold=1",
      width: SIZE.width,
    });
    if (!process.env.RECORD_PICTURE) return;
    writeFileSync(WORDS, await wordsOn(page));
    writeFileSync(PICTURE, await page.screenshot({ clip: { x: 0, y: 0, ...SIZE } }));
  });

  it("shows the words that the demo's page has now", async () => {
    expect(await wordsOn(page)).toBe(readFileSync(WORDS, "utf8"));
  });

  it.each([
    ["a desk", { width: 1440, height: 900 }],
    ["a phone", { width: 390, height: 844 }],
  ])(
    "is of a page that names the hosts with the wrong Python on its first screen, on %s",
    async (_where, size) => {
      const shown = await open(readFileSync(join(directory, "page.html"), "utf8"), size);
      for (const [rule, name] of WRONG) {
        const line = shown.locator(".problems > tbody > tr").filter({ hasText: rule });
        expect(await line.innerText()).toContain(name);
        const box = await line.boundingBox();
        expect((box?.y ?? Number.POSITIVE_INFINITY) + (box?.height ?? 0)).toBeLessThan(size.height);
      }
      await shown.close();
    },
  );

  it("is of a page that prints on at most four sheets", async () => {
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length).toBeLessThanOrEqual(4);
  });

  it("is of the size that it was taken in, and no burden", () => {
    const png = readFileSync(PICTURE);
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(sizeOf(png)).toEqual(SIZE);
    expect(png.length).toBeLessThan(MOST_BYTES);
  });
});
