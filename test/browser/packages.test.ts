import { expect, it } from "vitest";
import { html } from "../../src/report/page/html.js";
import { auditOf, host, installation } from "../support/sample.js";
import { describeBrowser } from "./browser.js";
import { columns, count, hosts, options, rowOf } from "./sample.js";

const MOUNTS = ["/", "/api"];

/** A host whose two applications import the same packages; null where nobody could tell which. */
const web = (name: string, distributions: readonly string[] | null, groups = ["web"]) =>
  host(name, {
    groups,
    installations: [
      {
        ...installation(),
        applications: MOUNTS.map((mount) => ({
          id: `shop.example.org (*:443) ${mount}`,
          facts: { "app.mount": mount, "app.distributions": distributions },
          gaps:
            distributions === null
              ? {
                  "app.distributions": {
                    outcome: "denied" as const,
                    reason: "/srv/venv may not be looked into",
                  },
                }
              : {},
        })),
      },
    ],
  });

const usual = ["django 4.2.16", "six 1.16.0"];

const fleet = () =>
  auditOf([
    ...["web01", "web02", "web03"].map((name) => web(name, usual)),
    web("web04", ["celery 5.4.0", "django 3.2.25", "six 1.16.0"]),
    web("web05", null),
  ]);

const hash = "#tab=packages";

const cellOf = (row: ReturnType<typeof rowOf>, column: number) => row.locator(`[tabulator-field=c${column}]`);

describeBrowser("the packages of the HTML report", ({ open }) => {
  const page = html(fleet(), { ...options, packages: true });

  it("have a column for each that differs, marked where it is not like most, with the usual version beside", async () => {
    const shown = await open(page, { hash });
    expect(await count(shown)).toBe("10 of 10 rows");
    expect(await columns(shown)).toEqual([
      "Host",
      "Worst finding",
      "Groups",
      "Application",
      "celery",
      "django",
    ]);
    expect((await hosts(shown)).slice(0, 2)).toEqual(["web04", "web04"]);
    const odd = rowOf(shown, "web04").locator(".outlier");
    expect(await odd.allInnerTexts()).toEqual([
      expect.stringMatching(/^5\.4\.0 \*/),
      expect.stringMatching(/^3\.2\.25 \*/),
    ]);
    expect(await odd.last().getAttribute("title")).toBe("3.2.25\nmost of its group: 4.2.16");
  });

  it("say of an application whose packages nobody could tell why, and never that it has none", async () => {
    const shown = await open(page, { hash });
    expect(await cellOf(rowOf(shown, "web05"), 0).innerText()).toBe("(denied)");
    expect(await cellOf(rowOf(shown, "web01"), 0).innerText()).toBe("none");
  });

  it("are found by the search, folded, and told in whole where a row is opened", async () => {
    const shown = await open(page, { hash });
    await shown.getByLabel("Search", { exact: true }).fill("3.2.25");
    await expect.poll(() => count(shown)).toBe("2 of 10 rows");
    await rowOf(shown, "web04").click();
    const table = shown.locator("#detail-body");
    expect(await table.innerText()).toMatch(/six\s+app\.package\.six\s+1\.16\.0/);
    await shown.getByRole("button", { name: "Close" }).click();
    await shown.getByLabel("Search", { exact: true }).fill("");
    await shown.getByLabel("fold equal ones").check();
    await expect.poll(() => count(shown)).toBe("6 of 6 classes");
  });

  it("are the third tab, by mouse, by key and by link, and there only where they were asked for", async () => {
    const shown = await open(page);
    const tabs = shown.getByRole("tab");
    expect(await tabs.allInnerTexts()).toEqual(["Installations", "Applications", "Packages"]);
    await tabs.first().focus();
    const chosen = () => shown.locator("[role=tab][aria-selected=true]").innerText();
    for (const [key, tab] of [
      ["ArrowLeft", "Packages"],
      ["ArrowRight", "Installations"],
      ["ArrowRight", "Applications"],
      ["ArrowRight", "Packages"],
    ] as const) {
      await shown.keyboard.press(key);
      expect(await chosen()).toBe(tab);
    }
    const without = await open(html(fleet(), options), { hash });
    expect(await without.getByRole("tab").allInnerTexts()).toEqual(["Installations", "Applications"]);
    expect(await count(without)).toBe("5 of 5 rows");
  });

  it("of 5,000 hosts with a hundred packages in each of two applications open, in less than 15 MB", async () => {
    const lists = Array.from({ length: 60 }, (_, list) =>
      Array.from({ length: 100 }, (_, each) => `package-${each} 1.${(each * list) % 7}.0`),
    );
    const many = Array.from({ length: 5000 }, (_, index) =>
      web(`web${10_000 + index}`, lists[index % 60] ?? []),
    );
    const audit = auditOf(many);
    const big = html(audit, { ...options, packages: true });
    expect(Buffer.byteLength(big)).toBeLessThan(15_000_000);
    const shown = await open(big, { hash });
    expect(await count(shown)).toBe("10000 of 10000 rows");
    expect(await columns(shown)).toContain("package-1");
    process.stdout.write(
      `Packages of 10,000 applications: ${(Buffer.byteLength(big) / 1e6).toFixed(1)} MB\n`,
    );
  });
});
