import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { viewOf } from "../../src/audit/view.js";
import type { HostAudit } from "../../src/model/audit.js";
import type { Facts } from "../../src/model/fact.js";
import { html } from "../../src/report/page/html.js";
import { auditOf, host, installation } from "../support/sample.js";
import { describeBrowser } from "./browser.js";
import { columns, count, filterHosts, hosts, options, rowOf } from "./sample.js";

const SHOP = "shop.example.org (*:443) /";
const API = "shop.example.org (*:443) /api";

const app = (id: string, facts: Facts) => ({
  id,
  facts: { "app.mount": id.slice(id.indexOf("/")), "app.mode": "embedded", "app.user": "www-data", ...facts },
  gaps: {},
});

const web = (name: string, facts: Facts = {}, more: Partial<HostAudit> = {}): HostAudit =>
  host(name, {
    installations: [
      { ...installation(), applications: [app(SHOP, { "app.threads": 15, ...facts }), app(API, {})] },
    ],
    ...more,
  });

/** Of five hosts one has other threads; in another group all have these. */
const fleet = () => [
  ...["web01", "web02", "web03", "web04"].map((name) => web(name)),
  web("web05", { "app.threads": 5 }),
  ...["edge1", "edge2"].map((name) => web(name, { "app.threads": 5 }, { groups: ["edge"] })),
];

const named = () => fleet().map((each) => ({ ...each, name: `${each.name}.example.org` }));

const hash = "#tab=applications";

describeBrowser("the applications of the HTML report", ({ open }) => {
  it("mark what is not like most of the same application in its group, with the usual value beside", async () => {
    const page = await open(html(auditOf(fleet()), options), { hash });
    const odd = page.locator(".tabulator-row .outlier");
    expect(await odd.allInnerTexts()).toEqual([expect.stringMatching(/^5 \*/)]);
    expect(await odd.getAttribute("title")).toBe("5\nmost of its group: 15");
    expect(await rowOf(page, "web05").locator(".outlier").count()).toBe(1);
    // In its own group an edge host is as all are.
    expect(await rowOf(page, "edge1").locator(".outlier").count()).toBe(0);
  });

  it("have the worst finding second, then what differs within a group, and nothing else at first", async () => {
    const page = await open(html(auditOf(fleet()), options), { hash });
    expect(await columns(page)).toEqual(["Host", "Worst finding", "Groups", "Application", "Threads"]);
    // Nothing was found on it, but it is not like the others.
    expect((await hosts(page))[0]).toBe("web05");
    expect(await count(page)).toBe("14 of 14 rows");
  });

  it("that differ nowhere show what tells them apart", async () => {
    const page = await open(html(auditOf(["a", "b"].map((name) => web(name))), options), { hash });
    expect(await columns(page)).toEqual(["Host", "Worst finding", "Groups", "Application", "Mount"]);
  });

  it("fold where they are equal, the odd one stays apart, and hosts are counted", async () => {
    const page = await open(html(auditOf(fleet()), options), { hash: `${hash}&fold=1` });
    await expect.poll(() => count(page)).toBe("5 of 5 classes");
    expect((await hosts(page)).sort()).toEqual(
      ["edge[1-2] (2)", "edge[1-2] (2)", "web05", "web[01-04] (4)", "web[01-05] (5)"].sort(),
    );
    await page.getByText("Columns and their values").click();
    await page.getByLabel("Search columns").fill("app.threads");
    await page.getByRole("button", { name: "Values of Threads", exact: true }).click();
    expect((await page.locator(".histogram button").allInnerTexts()).sort()).toEqual(
      ["5 (3)", "15 (4)", "– (7)"].sort(),
    );
    await page.getByRole("button", { name: "15 (4)" }).click();
    await expect.poll(() => hosts(page)).toEqual(["web[01-04] (4)"]);
  });

  it("stand two side by side, the same one of another host, by its short name as well", async () => {
    const page = await open(html(auditOf(named()), options), { hash });
    await rowOf(page, "web05").click();
    const dialog = page.locator("#detail");
    expect(await dialog.locator("h2").innerText()).toBe(`web05.example.org ${SHOP}`);
    expect(await dialog.getByRole("table").first().innerText()).toMatch(
      /Threads\s+app\.threads\s+5 \*\s+most of its group: 15/,
    );
    await dialog.getByLabel("Beside").fill(`web01 ${SHOP}`);
    await expect
      .poll(() => dialog.locator("h2").innerText())
      .toBe(`web05.example.org ${SHOP} beside web01.example.org ${SHOP}`);
    expect(await dialog.locator("h3").first().innerText()).toBe(`Differs from web01.example.org ${SHOP}`);
    expect(await dialog.getByRole("table").first().innerText()).toMatch(/Threads\s+app\.threads\s+5 \*\s+15/);
  });

  it("that are shown in part are held against all of their group", async () => {
    const audit = auditOf(
      fleet().map((each) => ({ ...each, facts: { ...each.facts, "host.os": each.name } })),
    );
    const part = viewOf(audit, { where: ["host.os ~ ^web0[15]$"] });
    const page = await open(html(part, { ...options, whole: audit }), { hash });
    await expect.poll(() => count(page)).toBe("4 of 4 rows");
    expect(await page.locator(".tabulator-row .outlier").allInnerTexts()).toHaveLength(1);
  });

  it("are saved with the names of their hosts in full", async () => {
    const page = await open(html(auditOf(named()), options), { hash });
    await filterHosts(page, "=web05");
    await expect.poll(() => count(page)).toBe("2 of 14 rows");
    await page.getByText("More", { exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV" }).click(),
    ]);
    expect(readFileSync((await download.path()) ?? "", "utf8")).toContain("web05.example.org,");
  });
});
