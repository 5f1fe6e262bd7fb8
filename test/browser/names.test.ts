import { expect, it } from "vitest";
import type { HostAudit } from "../../src/model/audit.js";
import { html } from "../../src/report/page/html.js";
import { auditOf, host, installation } from "../support/sample.js";
import { describeBrowser } from "./browser.js";
import { count, filterHosts, findingOf, hosts, options, rowOf } from "./sample.js";

const DOMAIN = ".prod.example.org";

const error = (name: string) =>
  ({ stage: "dial", code: "refused", message: `${name} port 22 refuses connections` }) as const;

/** Two sites; some with a wrong library, some silent. */
const fleet = (domain = DOMAIN): HostAudit[] =>
  ["fra", "sjc"].flatMap((site) =>
    [1, 2, 3, 4, 5, 6].map((number) => {
      const name = `web${number}.${site}${domain}`;
      const facts = number < 4 ? { "python.library.path": "not found" } : {};
      return number === 6
        ? host(name, { status: "unreachable", facts: {}, installations: [], error: error(name) })
        : host(name, { installations: [installation(facts)] });
    }),
  );

describeBrowser("names of hosts in the HTML report", ({ open }) => {
  it("stand in lists and in the matrix without what all of them end in, which is said once", async () => {
    const page = await open(html(auditOf(fleet()), options));
    expect(await page.locator(".counts").innerText()).toContain(`names without ${DOMAIN}`);
    const line = findingOf(page, "python/library-not-found");
    expect(await line.locator("td.where").innerText()).toBe("web1.fra, web1.sjc, web2.fra, +3");
    expect((await hosts(page)).every((name) => /^web\d\.(fra|sjc)$/.test(name))).toBe(true);
    await page.locator("#fold").check();
    await expect.poll(async () => (await hosts(page)).join()).toMatch(/web\[1-3\]\.fra/);
    expect((await hosts(page)).join()).not.toContain(DOMAIN);
    for (const list of ["#problems", "#doubts", "#tiles"])
      expect(await page.locator(list).innerText()).not.toContain(DOMAIN);
  });

  it("stand so in front of containers, too, whose own names stay whole", async () => {
    const bad = { installations: [installation({ "python.library.path": "not found" })] };
    const owner = `web1.fra${DOMAIN}`;
    const all = fleet();
    const audit = auditOf([...all, { ...host(`${owner}/shop${DOMAIN}`, bad), containerOf: owner }]);
    const page = await open(
      html({ ...audit, run: { ...audit.run, selected: all.map(({ name }) => name) } }, options),
    );
    expect(await hosts(page)).toContain(`web1.fra/shop${DOMAIN}`);
    await findingOf(page, "python/library-not-found").getByRole("button").click();
    expect(await page.locator(".problems .opened .where").first().innerText()).toContain(
      `web1.fra/shop${DOMAIN}`,
    );
  });

  it("are whole where they are pointed at, opened and asked again", async () => {
    const page = await open(html(auditOf(fleet()), options));
    const cell = rowOf(page, "web2.sjc").locator("[tabulator-field=host] span");
    expect(await cell.getAttribute("title")).toBe(`web2.sjc${DOMAIN}`);
    const line = findingOf(page, "python/library-not-found");
    expect(await line.locator("td.where").getAttribute("title")).toContain(`web3.sjc${DOMAIN}`);
    await line.getByRole("button").click();
    const first = page.locator(".problems .opened .where button").first();
    expect(await first.innerText()).toBe("web1.fra");
    expect(await first.getAttribute("title")).toBe(`web1.fra${DOMAIN}`);
    await first.click();
    expect(await page.locator("#detail h2").innerText()).toBe(`web1.fra${DOMAIN}`);
    await page.locator("#detail-close").click();
    await findingOf(page, "dial: refused").getByRole("button").click();
    expect(await page.locator(".problems .opened .remedy code").innerText()).toContain(`web6.fra${DOMAIN}`);
  });

  it.each([
    ["=web2.fra", 1],
    [`=web2.fra${DOMAIN}`, 1],
    ["web2.", 2],
    [`fra${DOMAIN}`, 6],
    ["=web2", 0],
  ])("are found by a filter with and without it: %s", async (text, found) => {
    const page = await open(html(auditOf(fleet()), options));
    await filterHosts(page, text);
    await expect.poll(() => count(page)).toBe(`${found} of 12 rows`);
    await filterHosts(page, "");
    await page.locator("#q").fill(text.replace("=", ""));
    await expect.poll(() => count(page)).toBe(`${text === "=web2" ? 2 : found} of 12 rows`);
  });

  it("are found in a fold, also those that its name does not show", async () => {
    const page = await open(html(auditOf(fleet()), options), { hash: "#fold=1&is=host==web5.sjc" });
    await expect.poll(() => count(page)).toMatch(/^1 of \d classes$/);
    await page.getByRole("button", { name: "Column filters" }).click();
    await expect.poll(() => count(page)).toMatch(/^1 of \d classes$/);
  });

  it("stay whole where they have no common end, or are addresses", async () => {
    for (const names of [["web1.a.org", "web2.b.net"], ["10.0.0.1", "10.1.0.1"], ["web1.example.org"]]) {
      const page = await open(html(auditOf(names.map((name) => host(name))), options));
      expect(await page.locator(".counts").innerText()).not.toContain("names without");
      expect((await hosts(page)).sort()).toEqual(names);
      await page.close();
    }
  });
});
