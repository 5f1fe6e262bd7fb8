import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { html } from "../../src/report/page/html.js";
import { auditOf, host, installation } from "../support/sample.js";
import { describeBrowser } from "./browser.js";
import { count, findingOf, hosts, options, sample } from "./sample.js";

const SITES = ["fra", "sjc", "sin", "iad"];

/** Five thousand hosts of four sites, many of them with another digest and other ports. */
const many = () =>
  auditOf(
    Array.from({ length: 5000 }, (_, index) =>
      host(`web${String(index).padStart(4, "0")}.${SITES[index % 4]}.example.org`, {
        installations: [
          installation({
            "wsgi.version": index % 100 === 0 ? "5.0.2" : "4.9.4",
            "wsgi.module_sha256": `${index % 40}`.padStart(64, "0"),
            "apache.listen": [`*:${8000 + (index % 700)}`, "*:443"],
            ...(index % 7 === 0 && {
              "python.library.path": "not found",
              "python.library.path_login": "not found",
            }),
          }),
        ],
      }),
    ),
  );

describeBrowser("the HTML report of 5,000 hosts", ({ open, costOf }) => {
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

  const page = html(many(), options);

  it("opens at a few times the cost of thirteen, in less than 15 MB, and scrolls", async () => {
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
    await expect.poll(async () => (await hosts(opened)).at(-1)).toMatch(/^web4999/);
  });

  it("filters at about the cost of opening at most, by tile, by search and by rule", async () => {
    const opened: Page[] = [];
    const opening = await costOf(async () => opened.push(await open(page)));
    const [shown] = opened;
    if (!shown) throw new Error("no page");
    const waitFor = (text: RegExp) => expect.poll(() => count(shown)).toMatch(text);
    const costs = {
      tile: await costOf(async () => {
        await shown.locator("#tiles button").filter({ hasText: "Out of line" }).click();
        await waitFor(/^7\d\d of 5000 rows/);
      }),
      search: await costOf(async () => {
        await shown.locator("#q").fill("web00");
        await waitFor(/^\d\d of 5000 rows/);
      }),
      rule: await costOf(async () => {
        await shown.locator("#q").fill("");
        await findingOf(shown, "python/library-not-found").getByRole("button").click();
        await waitFor(/^715 of 5000 rows/);
      }),
    };
    for (const cost of Object.values(costs)) expect(cost).toBeLessThan(1.5 * opening);
  });

  it("opens one of 20,000 findings that all differ to a few cases, and says how many more there are", async () => {
    const fleet = auditOf(Array.from({ length: 2000 }, (_, index) => host(`web${index}`)));
    const findings = fleet.hosts.flatMap(({ name }) =>
      Array.from({ length: 10 }, (_, index) => ({
        rule: "host/weak-ssh",
        severity: "warning" as const,
        host: name,
        message: `${name} takes cipher ${index}`,
        evidence: `cipher ${index} of ${name}`,
        remedy: "Change it.",
      })),
    );
    const many = html({ ...fleet, findings }, options);
    expect(Buffer.byteLength(many)).toBeLessThan(15_000_000);
    const opened = await open(many);
    const line = findingOf(opened, "host/weak-ssh");
    expect(await line.locator("td.hosts").innerText()).toMatch(/^2000/);
    await line.getByRole("button").click();
    expect(await opened.locator(".problems .opened .offence").count()).toBe(10);
    expect(await opened.getByRole("button", { name: "show 19990 more cases" }).isVisible()).toBe(true);
  });

  it("shows no list of hosts that is wider than its place, and all of them when asked", async () => {
    const opened = await open(page);
    const line = findingOf(opened, "python/library-not-found");
    expect(await line.locator("td.where").innerText()).toBe("web0000.fra, web0007.iad, web0014.sin, +712");
    await line.getByRole("button").click();
    const list = opened.locator(".problems .opened .where .hosts").first();
    expect(await list.getByRole("button").allInnerTexts()).toHaveLength(4);
    await list.getByRole("button", { name: /^all \d+$/ }).click();
    expect(await list.getByRole("button").count()).toBeGreaterThan(3);
    const wide = await opened.evaluate("document.documentElement.scrollWidth - innerWidth");
    expect(wide).toBeLessThanOrEqual(0);
    await opened.locator("#fold").check();
    for (const name of await hosts(opened)) expect(name.length).toBeLessThan(120);
  });
});
