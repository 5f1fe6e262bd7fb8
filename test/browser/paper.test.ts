import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { html } from "../../src/report/page/html.js";
import { auditOf, host, installation } from "../support/sample.js";
import { describeBrowser } from "./browser.js";
import { options, sample } from "./sample.js";

const A4 = { format: "A4" } as const;

/** Chromium writes an object for each page. */
const pagesOf = (pdf: Buffer) => pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;

/** What stands on paper: printing fills it, and takes it away again. */
async function paperOf(page: Page): Promise<string> {
  await page.emulateMedia({ media: "print" });
  await page.evaluate('window.dispatchEvent(new Event("beforeprint"))');
  return page.locator("body").innerText();
}

describeBrowser("the HTML report on paper", ({ open }) => {
  it("has the summary, every finding with evidence and remedy, and the facts that differ, though nothing was opened", async () => {
    const paper = await paperOf(await open(sample));
    expect(paper).toContain("1 of 13 hosts gave no whole answer");
    expect(paper).toMatch(/Python: 3\.11 on 11 hosts/);
    expect(paper).toContain("python.library.path_apache");
    expect(paper).toContain("gone1 shows another key than known_hosts has");
    expect(paper).toMatch(/Remedy: .+\n/);
    const differences = paper.slice(paper.indexOf("What differs within a group"));
    expect(differences).toMatch(
      /MPM apache\.mpm\s+event\s+7 hosts\s+the others\s+prefork \*\s+1 host\s+web08/,
    );
    expect(differences).toMatch(/static ~\s+1 host\s+batch1/);
  });

  it("has no controls, and everything within the width of the sheet", async () => {
    const page = await open(sample, { width: 700 });
    await paperOf(page);
    expect(await page.locator("button:visible, input:visible, select:visible").count()).toBe(0);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(700);
    const cut = `[...document.querySelectorAll("#paper *")].filter(
      (node) => node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflow === "hidden",
    ).length`;
    expect(await page.evaluate(cut)).toBe(0);
  });

  it("takes at most four sheets for thirteen hosts with something of everything, its heads once a sheet", async () => {
    const page = await open(sample);
    expect(pagesOf(await page.pdf(A4))).toBeLessThanOrEqual(4);
    await paperOf(page);
    const heads = await page.evaluate(
      '[...document.querySelectorAll("#paper .differences thead")].map((head) => getComputedStyle(head).display)',
    );
    expect(new Set(heads as string[])).toEqual(new Set(["table-header-group"]));
  });

  it("is the same in the dark and whatever is filtered on the screen", async () => {
    const light = await paperOf(await open(sample));
    const page = await open(sample, { dark: true, hash: "#q=nothing-has-this&only=silent" });
    expect(await paperOf(page)).toBe(light);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
  });

  it("names every host of a finding, however many there are", async () => {
    const names = Array.from({ length: 40 }, (_, at) => `web${at}x${at * 7}`);
    const fleet = names.map((name) =>
      host(name, { installations: [installation({ "python.link": "static" })] }),
    );
    const paper = await paperOf(await open(html(auditOf(fleet), options)));
    for (const name of names) expect(paper).toMatch(new RegExp(`\\b${name}\\b`));
  });
});
