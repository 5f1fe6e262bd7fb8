import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const PLACES = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const executablePath = PLACES.find((path) => path !== undefined && existsSync(path));

/** Quiet: nothing of the browser's own goes to the network. No sandbox, as root has none. */
const ARGUMENTS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

export interface Viewer {
  /** Opens a page of its own; what goes wrong in it fails the test. */
  open(
    html: string,
    options?: { hash?: string; dark?: boolean; width?: number; height?: number },
  ): Promise<Page>;
  /** Milliseconds of CPU that pages cost while something is done, whatever else the machine does. */
  costOf(act: () => Promise<unknown>): Promise<number>;
}

/**
 * A `describe` with a real browser, from which no page reaches any network. Without a browser a skipped test shouts,
 * and in CI it fails.
 */
export function describeBrowser(name: string, body: (viewer: Viewer) => void): void {
  if (executablePath === undefined) {
    if (process.env.CI) it(name, () => expect.fail("CI demands the browser tests: install chromium"));
    else it.skip(`${name}: NO CHROMIUM, NOT TESTED (set CHROMIUM_PATH)`);
    return;
  }
  describe(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: ARGUMENTS });
    });
    afterAll(() => browser.close());
    body({
      open: (html, options) => openPage(browser, html, options),
      costOf: (act) => costOf(browser, act),
    });
  });
}

async function costOf(browser: Browser, act: () => Promise<unknown>): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const secondsByProcess = async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return new Map(
      processInfo.filter(({ type }) => type === "renderer").map(({ id, cpuTime }) => [id, cpuTime]),
    );
  };
  const before = await secondsByProcess(); // of pages that end meanwhile nothing is counted
  await act();
  const after = await secondsByProcess();
  await session.detach();
  return 1000 * [...after].reduce((sum, [id, seconds]) => sum + seconds - (before.get(id) ?? 0), 0);
}

async function openPage(
  browser: Browser,
  html: string,
  { hash = "", dark = false, width = 1280, height = 800 }: NonNullable<Parameters<Viewer["open"]>[1]> = {},
): Promise<Page> {
  const context = await browser.newContext({
    acceptDownloads: true,
    colorScheme: dark ? "dark" : "light",
    viewport: { width, height },
  });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") wrong.push(message.text());
  });
  // The one address that is answered is the page itself.
  await context.route("**/*", (route) =>
    route.request().url().startsWith("http://report.test/page")
      ? route.fulfill({ body: html, contentType: "text/html" })
      : route.abort(),
  );
  page.on("requestfailed", (request) => wrong.push(`asked for ${request.url()}`));
  await page.goto(`http://report.test/page${hash}`);
  await page.waitForSelector("#grid .tabulator-row, #grid .tabulator-placeholder");
  page.on("close", () => expect(wrong).toEqual([]));
  expect(wrong).toEqual([]);
  return page;
}
