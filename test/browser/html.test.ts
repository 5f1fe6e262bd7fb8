import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parse as parseCsv } from "csv-parse/sync";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { html } from "../../src/report/page/html.js";
import { hostileAudit } from "../support/hostile.js";
import { options as common } from "../support/report-options.js";
import { auditOf, host, installation, sampleFleet } from "../support/sample.js";
import { describeBrowser } from "./browser.js";

const options = { ...common, command: "x" };
const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const app = (id: string, group: string) => ({
  id,
  facts: { "app.mount": id, "app.process_group": group, "app.multithread": true },
  gaps: {},
});
const withApplications = () =>
  auditOf([
    ...sampleFleet(),
    host("app1", {
      groups: ["apps"],
      installations: [{ ...installation(), applications: [app("/one", "blue"), app("/two", "")] }],
    }),
  ]);

const sample = html(withApplications(), options);

const hosts = (page: Page) => page.locator(".tabulator-row [tabulator-field=host]").allInnerTexts();
const columns = (page: Page) => page.locator(".tabulator-col[tabulator-field]:visible").count();
/** Header filters listen to keys. */
async function filterHosts(page: Page, text: string): Promise<void> {
  const filter = page.getByLabel("Filter Host");
  await filter.fill("");
  await (text === "" ? filter.press("Backspace") : filter.pressSequentially(text));
}
const count = (page: Page) => page.locator("#count").innerText();

/** What axe finds that hinders people: serious and critical. */
async function violations(page: Page): Promise<string[]> {
  // The page's own policy forbids foreign scripts; the debugger's door does not ask it.
  const found = await page.evaluate(`(() => { ${axe}; return axe.run(); })()`);
  const { violations: all } = found as {
    violations: { id: string; impact: string; nodes: { target: string[] }[] }[];
  };
  return all
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).slice(0, 3)}`);
}

describeBrowser("the HTML report", ({ open, costOf }) => {
  /** Milliseconds of CPU until it is shown: the least of three. */
  async function costToShow(page: string): Promise<number> {
    const costs: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const opened: Page[] = [];
      costs.push(await costOf(async () => opened.push(await open(page))));
      for (const each of opened) await each.close();
    }
    return Math.min(...costs);
  }

  it("shows a row for each installation and each host without one, the outliers marked by more than colour", async () => {
    const page = await open(sample);
    expect(await count(page)).toBe("13 of 13 rows");
    expect(await hosts(page)).toContain("web07");
    await page.locator("#diff").check();
    const cell = page.locator(".tabulator-row", { hasText: "web07" }).locator(".outlier").first();
    expect(await cell.innerText()).toContain("*");
  });

  it("keeps its first column in sight", async () => {
    const page = await open(sample);
    await page.locator(".tabulator-tableholder").evaluate((node) => {
      node.scrollLeft = 2000;
    });
    await expect
      .poll(() => page.locator(".tabulator-row [tabulator-field=host]").first().isVisible())
      .toBe(true);
    const box = await page.locator(".tabulator-row [tabulator-field=host]").first().boundingBox();
    expect(box?.x).toBeLessThan(60);
  });

  it("shows only differences, and folds equal rows", async () => {
    const page = await open(sample);
    const all = await columns(page);
    await page.locator("#diff").check();
    expect(await columns(page)).toBeLessThan(all);
    await page.locator("#fold").check();
    await expect.poll(() => hosts(page)).toContain("web[01-06] (6)");
  });

  it("searches, filters, sorts and groups", async () => {
    const page = await open(sample);
    await page.locator("#q").fill("web0");
    await expect.poll(() => count(page)).toBe("8 of 13 rows");
    await page.locator("#q").fill("");
    await filterHosts(page, "=web07");
    await expect.poll(() => hosts(page)).toEqual(["web07"]);
    await filterHosts(page, "");
    await expect.poll(() => count(page)).toBe("13 of 13 rows");
    await page.locator(".tabulator-col[tabulator-field=host] .tabulator-col-title").click();
    await expect.poll(async () => (await hosts(page))[0]).toBe("app1");
    await page.locator("#group").selectOption("status");
    await expect.poll(() => page.locator(".tabulator-group").count()).toBe(2);
  });

  it("chooses columns, and shows their values, rarest first", async () => {
    const page = await open(sample);
    await page.getByText("Columns and their values").click();
    const all = await columns(page);
    await page.getByRole("checkbox", { name: "MPM", exact: true }).uncheck();
    expect(await columns(page)).toBe(all - 1);
    await page.getByRole("button", { name: "Values of MPM" }).click();
    expect(await page.locator(".explained p").allInnerTexts()).toEqual([
      "apache.mpm: Multi-processing module, in lower case",
      "Source: `httpd -V`",
      "Example: event",
    ]);
    const values = await page.locator(".histogram button").allInnerTexts();
    expect(values).toContain("prefork (1)");
    const counts = values.map((text) => Number(/\((\d+)\)$/.exec(text)?.[1]));
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    await page.getByRole("button", { name: "prefork (1)" }).click();
    await expect.poll(() => hosts(page)).toEqual(["web08"]);
  });

  it("says of a fact what it is, where it is taken from and how it looks, wherever it has a name", async () => {
    const page = await open(sample);
    const about = "apache.mpm: Multi-processing module, in lower case\nSource: `httpd -V`\nExample: event";
    await page.getByText("Columns and their values").click();
    await page.locator(".tabulator-row", { hasText: "web07" }).locator("[tabulator-field=host]").click();
    const label = page.locator("#columns label").filter({ hasText: /^ MPM$/ });
    expect(await label.getAttribute("title")).toBe(about);
    const term = page.getByRole("dialog").locator("dt", { hasText: "(apache.mpm)" });
    expect(await term.getAttribute("title")).toBe(about);
    await page.keyboard.press("Escape");
    const number = await page.evaluate("page.table.fieldById('apache.mpm')");
    const heading = page.locator(`.tabulator-col[tabulator-field=${number}] .tabulator-col-title span`);
    expect(await heading.getAttribute("title")).toBe(about);
  });

  it("shows an audit of an older release, which says no source and no example", async () => {
    const audit = withApplications();
    const facts = audit.catalogue.facts.map(({ source: _, example: __, ...rest }) => rest);
    const page = await open(html({ ...audit, catalogue: { ...audit.catalogue, facts } }, options));
    await page.getByText("Columns and their values").click();
    await page.getByRole("button", { name: "Values of MPM" }).click();
    expect(await page.locator(".explained p").allInnerTexts()).toEqual([
      "apache.mpm: Multi-processing module, in lower case",
    ]);
  });

  it("shows with a row what changed over the runs of a history, and only what is its own", async () => {
    const change = { installation: "/usr/sbin/apache2:/etc/apache2/apache2.conf", fact: "wsgi.version" };
    const past = [
      { ...change, host: "web07", before: "4.9.0", after: "4.9.3", when: "2025-12-01T03:00:00.000Z" },
      { ...change, host: "web07", before: "4.9.3", after: "4.9.4", when: "2025-12-24T03:00:00.000Z" },
      { ...change, host: "web08", before: "4.7.1", after: "</script>", when: "2025-12-24T03:00:00.000Z" },
    ];
    const page = await open(html(withApplications(), { ...options, past }));
    await page.locator(".tabulator-row").filter({ hasText: "web07" }).first().click();
    const shown = await page.getByRole("dialog").locator(".history li").allInnerTexts();
    expect(shown).toEqual([
      "2025-12-24 03:00 mod_wsgi: 4.9.3 → 4.9.4",
      "2025-12-01 03:00 mod_wsgi: 4.9.0 → 4.9.3",
    ]);
    const without = await open(sample);
    await without.locator(".tabulator-row").filter({ hasText: "web07" }).first().click();
    expect(await without.getByRole("dialog").locator(".history").count()).toBe(0);
  });

  it("opens a row with its evidence and findings, by mouse and by keyboard", async () => {
    const page = await open(sample);
    await page.locator(".tabulator-row", { hasText: "web07" }).locator("[tabulator-field=host]").click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.innerText()).toContain("python/library-not-found");
    expect(await dialog.innerText()).toContain("python.library.path = not found");
    await page.keyboard.press("Escape");
    expect(await dialog.isVisible()).toBe(false);
    await page.locator(".tabulator-row", { hasText: "web08" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => dialog.innerText()).toContain("web08");
  });

  it("says first what was found, and where; filters by rule, and says what could not be judged", async () => {
    const page = await open(sample);
    const rule = page.locator("#rules li", { hasText: "python/library-static" });
    expect(await rule.isVisible()).toBe(true);
    expect(await rule.innerText()).toMatch(/ batch1$/);
    await page.getByRole("button", { name: /python\/library-static/ }).click();
    await expect.poll(() => hosts(page)).toEqual(["batch1"]);
    expect(await page.locator("#rules .unknown").first().innerText()).toContain("no pass");
  });

  it("has the applications in a tab of their own, which the arrow keys reach", async () => {
    const page = await open(sample);
    await page.locator("#tab-installations").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => count(page)).toBe("2 of 2 rows");
    expect(await page.locator("#tab-applications").getAttribute("aria-selected")).toBe("true");
  });

  it("keeps the view in the link", async () => {
    const page = await open(sample);
    await page.locator("#q").fill("web0");
    await page.locator("#diff").check();
    await filterHosts(page, "7");
    await expect.poll(() => hosts(page)).toEqual(["web07"]);
    await expect.poll(() => page.url()).toContain("host");
    const again = await open(sample, { hash: new URL(page.url()).hash });
    expect(await hosts(again)).toEqual(["web07"]);
    expect(await again.locator("#diff").isChecked()).toBe(true);
    const row = await open(sample, { hash: "#row=6" });
    expect(await row.getByRole("dialog").innerText()).toContain("web07");
  });

  it("gives the current view as CSV and JSON, with no formula in it", async () => {
    const page = await open(html(hostileAudit(), options));
    const saved = async (id: string) => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator(id).click()]);
      return readFileSync(await download.path(), "utf8");
    };
    const csv = await saved("#csv");
    expect(parseCsv(csv)).toHaveLength(5);
    expect(csv).toContain("'=cmd|");
    expect(JSON.parse(await saved("#json"))).toHaveLength(4);
    await filterHosts(page, "=a");
    await expect.poll(() => count(page)).toBe("1 of 4 rows");
    expect(JSON.parse(await saved("#json"))).toHaveLength(1);
  });

  it.each([
    ["light", { dark: false }],
    ["dark", { dark: true }],
    ["narrow", { width: 480 }],
  ])("is usable for all, %s: axe finds nothing serious", async (_name, how) => {
    const page = await open(sample, how);
    expect(await violations(page)).toEqual([]);
    await page.getByText("Columns and their values").click();
    await page.locator(".tabulator-row", { hasText: "web07" }).locator("[tabulator-field=host]").click();
    expect(await violations(page)).toEqual([]);
  });

  it("is not changed by what hosts call themselves", async () => {
    const page = await open(html(hostileAudit(), options));
    expect(await page.locator("img, #grid script, #grid a").count()).toBe(0);
    expect(await page.locator(".tabulator-row").last().innerText()).toContain("<img src=x onerror=alert(1)>");
    await page.locator(".tabulator-row").last().locator("[tabulator-field=host]").click();
    expect(await page.getByRole("dialog").locator("img, script").count()).toBe(0);
  });

  it("prints every row, not only those in sight", async () => {
    const page = await open(sample);
    await page.emulateMedia({ media: "print" });
    await page.evaluate('window.dispatchEvent(new Event("beforeprint"))');
    await expect.poll(() => page.locator(".tabulator-print-table tbody tr").count()).toBe(13);
  });

  it("opens 5,000 installations of 60 facts at a few times the cost of thirteen, in less than 15 MB, and scrolls", async () => {
    const many = auditOf(
      Array.from({ length: 5000 }, (_, index) =>
        host(`web${String(index).padStart(4, "0")}`, {
          installations: [
            installation({
              "wsgi.version": index % 100 === 0 ? "5.0.2" : "4.9.4",
              "wsgi.module_sha256": `${index % 40}`.padStart(64, "0"),
              "apache.listen": [`*:${8000 + (index % 700)}`, "*:443"],
            }),
          ],
        }),
      ),
    );
    const page = html(many, options);
    expect(Buffer.byteLength(page)).toBeLessThan(15_000_000);
    const few = await costToShow(sample);
    const all = await costToShow(page);
    process.stdout.write(
      `HTML report of 5000 installations: ${(Buffer.byteLength(page) / 1e6).toFixed(1)} MB, ${Math.round(all)} ms of CPU, one of 13 ${Math.round(few)} ms\n`,
    );
    const opened = await open(page);
    expect(await count(opened)).toBe("5000 of 5000 rows");
    expect(all).toBeLessThan(4 * few);
    // Few rows are in the document at a time, wherever it is scrolled to.
    expect(await opened.locator(".tabulator-row").count()).toBeLessThan(200);
    await opened.locator(".tabulator-tableholder").evaluate((node) => {
      node.scrollTop = node.scrollHeight;
    });
    await expect.poll(async () => (await hosts(opened)).at(-1)).toBe("web4999");
  });
});
