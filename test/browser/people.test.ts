import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { html } from "../../src/report/page/html.js";
import { hostileAudit } from "../support/hostile.js";
import { auditOf, host, installation } from "../support/sample.js";
import { describeBrowser } from "./browser.js";
import { findingOf, options, rowOf, sample } from "./sample.js";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

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

const widthOf = async (page: Page) => (await page.evaluate("document.documentElement.scrollWidth")) as number;

/** What has the focus, in a word. */
const focused = (page: Page) =>
  page.evaluate(
    "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()",
  );

const LONG = "x".repeat(250);
/** Names and values that have no place to break. */
const wide = html(
  auditOf([
    host("web01"),
    host("web02"),
    host(LONG, {
      groups: ["web", `g${LONG}`],
      installations: [
        installation({
          "python.library.path": "not found",
          "wsgi.version": LONG,
          "python.library.path_login": `/${LONG}`,
        }),
      ],
    }),
  ]),
  options,
);

describeBrowser("the HTML report for everybody", ({ open }) => {
  it.each([
    ["light", { dark: false }],
    ["dark", { dark: true }],
    ["narrow", { width: 390 }],
  ])("is usable for all, %s: axe finds nothing serious", async (_name, how) => {
    const page = await open(sample, how);
    expect(await violations(page)).toEqual([]);
    await page.getByText("Columns and their values").click();
    await findingOf(page, "python/library-not-found").getByRole("button").click();
    await page.getByRole("button", { name: "Column filters" }).click();
    expect(await violations(page)).toEqual([]);
    await rowOf(page, "web07").locator("[tabulator-field=host]").click();
    expect(await violations(page)).toEqual([]);
  });

  it("goes from its first key to the matrix", async () => {
    const page = await open(sample);
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("To the matrix");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("matrix");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Installations");
    // The link is not the view's.
    expect(new URL(page.url()).hash).not.toBe("#matrix");
  });

  it("has no filter in the way of the keys until they are asked for", async () => {
    const page = await open(sample);
    expect(await page.locator("#grid input").count()).toBe(0);
    await page.getByRole("button", { name: "Column filters" }).click();
    await expect.poll(() => page.locator("#grid input").count()).toBeGreaterThan(2);
    await page.getByRole("button", { name: "Column filters" }).click();
    await expect.poll(() => page.locator("#grid input").count()).toBe(0);
  });

  it("keeps Close in sight, however far a row is read", async () => {
    const page = await open(sample, { width: 390, hash: "#row=6" });
    const dialog = page.getByRole("dialog");
    await dialog.evaluate((node) => {
      node.scrollTop = node.scrollHeight;
    });
    const box = await dialog.getByRole("button", { name: "Close" }).boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(800);
    await dialog.getByRole("button", { name: "Close" }).click();
    expect(await dialog.isVisible()).toBe(false);
  });

  it.each([
    ["what hosts usually are", sample],
    ["names and values of 250 characters", wide],
    ["what hosts call themselves", html(hostileAudit(), options)],
  ])("is no wider than a phone with %s; the matrix scrolls by itself", async (_name, report) => {
    const page = await open(report, { width: 390, hash: "#columns=all" });
    expect(await widthOf(page)).toBeLessThanOrEqual(390);
    for (const rule of await page.locator(".problems .rule").all()) {
      await rule.click();
      expect(await widthOf(page)).toBeLessThanOrEqual(390);
      // What is opened takes no room away from the lines.
      const spare = `(() => {
        const table = document.querySelector(".problems").getBoundingClientRect();
        const last = [...document.querySelectorAll(".problems thead th")].filter((head) => head.offsetWidth > 0).at(-1);
        return table.right - last.getBoundingClientRect().right;
      })()`;
      expect(await page.evaluate(spare)).toBeLessThan(20);
    }
    await page.locator(".tabulator-row [tabulator-field=worst]").first().click();
    expect(await widthOf(page)).toBeLessThanOrEqual(390);
    const dialog = page.getByRole("dialog");
    expect(await dialog.evaluate((node) => node.scrollWidth - node.clientWidth)).toBeLessThanOrEqual(0);
  });

  it("says a severity by a sign and a word beside its colour, and what the signs mean", async () => {
    const page = await open(sample);
    expect(await findingOf(page, "python/library-not-found").locator(".severity").innerText()).toBe(
      "✖ error",
    );
    expect(await findingOf(page, "python/library-static").locator(".severity").innerText()).toBe("▲ warning");
    const legend = await page.locator("#legend").innerText();
    for (const sign of ["✖ error", "▲ warning", "● info", "? silent"]) expect(legend).toContain(sign);
  });
});
