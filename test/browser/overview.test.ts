import fc from "fast-check";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { TrendBuilder } from "../../src/audit/trend.js";
import type { HostAudit } from "../../src/model/audit.js";
import { html } from "../../src/report/page/html.js";
import { auditOf, host, installation } from "../support/sample.js";
import { describeBrowser } from "./browser.js";
import { columns, count, findingOf, hosts, options, rowOf, sample, withApplications } from "./sample.js";

const tile = (page: Page, name: string) => page.locator("#tiles button").filter({ hasText: name });
const group = (page: Page, name: string) => page.locator("#groups button").filter({ hasText: name });

/** Rules, or how silent hosts fared, from top to bottom. */
const lines = (page: Page) => page.locator(".problems > tbody .rule").allInnerTexts();

describeBrowser("the first screen of the HTML report", ({ open }) => {
  it.each([
    ["on a desk", { width: 1440, height: 900 }],
    ["on a phone", { width: 390, height: 844 }],
  ])("says without a click which hosts have the wrong Python library, %s", async (_where, size) => {
    const page = await open(sample, size);
    const line = findingOf(page, "python/library-not-found");
    expect(await line.innerText()).toContain("web07");
    const box = await line.boundingBox();
    expect((box?.y ?? Number.POSITIVE_INFINITY) + (box?.height ?? 0)).toBeLessThan(size.height);
    expect(await page.locator("#verdict").innerText()).toBe(
      "1 of 13 hosts gave no whole answer: 2 errors and 2 warnings on 4 hosts",
    );
  });

  it("counts whole answers, hosts out of line and silent ones, and shows these alone when they are pressed", async () => {
    const page = await open(sample);
    expect(await tile(page, "Whole answer").innerText()).toContain("12 of 13");
    expect(await tile(page, "Out of line").innerText()).toMatch(/\b4\b/);
    expect(await tile(page, "Silent").innerText()).toMatch(/1\s+1 unreachable/);
    await tile(page, "Silent").click();
    await expect.poll(() => hosts(page)).toEqual(["gone1"]);
    expect(await lines(page)).toEqual(["hostkey: hostkey-changed"]);
    expect(await tile(page, "Silent").getAttribute("aria-pressed")).toBe("true");
    await tile(page, "Silent").click();
    await expect.poll(() => count(page)).toBe("13 of 13 rows");
    await tile(page, "Out of line").click();
    await expect.poll(async () => (await hosts(page)).sort()).toEqual(["app1", "batch1", "web07", "web08"]);
  });

  it("shows one group alone", async () => {
    const page = await open(sample);
    expect(await group(page, "web").innerText()).toMatch(/9 hosts, 2 out of line, 1 silent/);
    await group(page, "batch").click();
    await expect.poll(async () => (await hosts(page)).sort()).toEqual(["batch1", "batch2"]);
    expect(await lines(page)).toEqual(["python/library-static"]);
    const again = await open(sample, { hash: new URL(page.url()).hash });
    expect((await hosts(again)).sort()).toEqual(["batch1", "batch2"]);
  });

  it("counts in its tiles every host once, however they fare", async () => {
    const states = ["ok", "partial", "unreachable", "failed", "cut off", "skipped"] as const;
    const fleet = fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 12 });
    const property = fc.asyncProperty(fleet, async (those) => {
      const audit = auditOf(
        those.map((state, at) => {
          const status = state === "cut off" ? "failed" : state;
          const code = state === "cut off" ? "interrupted" : "timeout";
          return host(`h${at}`, {
            status,
            ...(!["ok", "skipped"].includes(status) && { error: { stage: "dial", code, message: "away" } }),
            ...(status !== "ok" && status !== "partial" && { facts: {}, installations: [] }),
          });
        }),
      );
      const page = await open(html(audit, options));
      const numbers = await page
        .locator("#tiles li")
        .evaluateAll((items) =>
          items.map((item) => [
            item.querySelector(".name")?.textContent?.trim(),
            Number.parseInt(item.querySelector("b")?.textContent ?? "", 10),
          ]),
        );
      const said = Object.fromEntries(numbers) as Record<string, number>;
      const of = (name: string) => said[Object.keys(said).find((key) => key.endsWith(name)) ?? ""] ?? 0;
      const counted = (...of: (typeof states)[number][]) =>
        those.filter((state) => of.includes(state)).length;
      expect(of("Whole answer")).toBe(counted("ok"));
      expect(of("Partial answer")).toBe(counted("partial"));
      expect(of("Silent")).toBe(counted("unreachable", "failed"));
      expect(of("Not asked")).toBe(counted("cut off", "skipped"));
      await page.close();
    });
    await fc.assert(property, { numRuns: 6 });
  });

  it("tells hosts that were not asked from silent ones, in tiles, groups and bars, and shows them alone", async () => {
    const away = { facts: {}, installations: [] };
    const error = (code: string) => ({ stage: "dial" as const, code, message: "nothing came" });
    const fleet = [
      host("web01"),
      host("web02", { ...away, status: "unreachable", error: error("timeout") }),
      host("web03", { ...away, status: "failed", error: error("interrupted") }),
      host("web04", { ...away, status: "skipped" }),
      host("web05", { ...away, status: "skipped" }),
    ];
    const page = await open(html(auditOf(fleet, { interrupted: true }), options));
    expect(await tile(page, "Silent").innerText()).toMatch(/1\s+1 unreachable/);
    expect(await tile(page, "Not asked").innerText()).toMatch(
      /3\s+1 cut off by the end of the run, 2 never asked/,
    );
    expect(await group(page, "web").innerText()).toMatch(/5 hosts, 1 silent, 3 not asked/);
    const chart = page.locator("#charts .chart").first();
    expect(await chart.innerText()).toMatch(/not asked\s+3 hosts\s+no answer\s+1 host/);
    expect(await page.locator("#verdict").innerText()).toContain(
      "2 of 5 hosts gave no whole answer, 2 were not asked",
    );
    await tile(page, "Not asked").click();
    await expect.poll(async () => (await hosts(page)).sort()).toEqual(["web03", "web04", "web05"]);
    expect((await lines(page)).sort()).toEqual(["dial: interrupted", "not asked before the run ended"]);
    expect(await page.locator("#chips").innerText()).toContain("not asked");
  });

  it("draws the versions in hosts, the most first, and shows the hosts of one when it is pressed", async () => {
    const versions = ["4.9.4", "4.9.4", "4.9.4", "5.0.2"];
    const fleet = versions.map((version, at) =>
      host(`web0${at}`, { installations: [installation({ "wsgi.version": version })] }),
    );
    const page = await open(html(auditOf([...fleet, host("db1", { installations: [] })]), options));
    expect(await page.locator("#charts h3").allInnerTexts()).toEqual(["Python", "mod_wsgi", "Apache"]);
    const chart = page.locator("#charts .chart").filter({ hasText: "mod_wsgi" });
    const texts = (await chart.locator(".value").allInnerTexts()).map((text) => text.split(/\s*\n\s*/));
    expect(texts).toEqual([
      ["4.9.4", "3 hosts"],
      ["5.0.2", "1 host"],
      ["no httpd", "1 host"],
    ]);
    const widths = await chart
      .locator("rect")
      .evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute("width"))));
    expect(widths[0]).toBe(100);
    expect(widths[1]).toBeCloseTo(100 / 3);
    await chart.getByRole("button", { name: "5.0.2" }).click();
    await expect.poll(() => hosts(page)).toEqual(["web03"]);
  });

  it("has the findings worst first, silent hosts among them, and sorts them by what is pressed", async () => {
    const page = await open(sample);
    const worstFirst = await lines(page);
    expect(worstFirst.indexOf("python/library-not-found")).toBeLessThan(
      worstFirst.indexOf("hostkey: hostkey-changed"),
    );
    expect(worstFirst.indexOf("hostkey: hostkey-changed")).toBeLessThan(
      worstFirst.indexOf("python/library-static"),
    );
    await page
      .locator(".problems")
      .getByRole("button", { name: /^Finding/ })
      .click();
    expect(await lines(page)).toEqual([...worstFirst].sort());
    await page
      .locator(".problems")
      .getByRole("button", { name: /^Finding/ })
      .click();
    expect(await lines(page)).toEqual([...worstFirst].sort().reverse());
    expect(await page.locator(".problems th.what").getAttribute("aria-sort")).toBe("descending");
  });

  it("opens a finding to its hosts, evidence, expected value and remedy, and takes the remedy along", async () => {
    const page = await open(sample);
    await page.context().grantPermissions([]);
    await findingOf(page, "python/library-not-found").getByRole("button").click();
    const opened = page.locator(".problems .opened");
    const fact = opened.locator("tr").filter({ hasText: "python.library.path" }).first();
    const [, here, expected] = (await fact.innerText()).split("\t");
    expect(here).toBe("not found");
    expect(expected).toBe("/lib/x86_64-linux-gnu/libpython3.11.so.1.0");
    expect(await opened.innerText()).toMatch(/Why: .+\n+Remedy: .+/);
    await opened.getByRole("button", { name: "Copy the remedy" }).click();
    await expect.poll(() => opened.locator(".copy").innerText()).toBe("Copied");
    await opened.getByRole("button", { name: "web07" }).click();
    expect(await page.getByRole("dialog").innerText()).toContain("python/library-not-found");
  });

  it("shows with a chosen rule its hosts and its facts alone, beside what was expected", async () => {
    const page = await open(sample);
    await findingOf(page, "python/library-not-found").getByRole("button").click();
    await expect.poll(() => hosts(page)).toEqual(["web07"]);
    const shown = (await columns(page)).slice(3);
    expect(shown).toContain("libpython");
    expect(shown).not.toContain("MPM");
    expect(await rowOf(page, "web07").innerText()).toContain(
      "expected /lib/x86_64-linux-gnu/libpython3.11.so.1.0",
    );
    await page.getByRole("button", { name: "Show rows beside python/library-not-found as well" }).click();
    await expect.poll(() => count(page)).toBe("13 of 13 rows");
    expect(await page.locator(".problems .opened").count()).toBe(0);
  });

  it("says of silent hosts why, what mends it, and how to ask them again", async () => {
    const page = await open(sample);
    await findingOf(page, "hostkey: hostkey-changed").getByRole("button").click();
    const opened = await page.locator(".problems .opened").innerText();
    expect(opened).toContain("gone1 shows another key than known_hosts has");
    expect(opened).toContain("ssh-keygen -R 'gone1'");
    expect(opened).toContain("Ask again: x gone1");
  });

  it("says what could not be judged, and what somebody has accepted", async () => {
    const audit = auditOf([host("web01"), host("web02")]);
    const rule = "python/library-static";
    const page = await open(
      html(
        {
          ...audit,
          unknown: ["web01", "web02"].map((name) => ({ rule, host: name, reason: "python.link is denied" })),
          accepted: [
            {
              rule,
              severity: "warning",
              host: "web02",
              message: "m",
              evidence: "e",
              remedy: "r",
              reason: "known",
              until: "2027-01-31",
            },
          ],
          unused: [{ rule, hosts: ["web01"], reason: "mended", until: "2027-02-28" }],
        },
        options,
      ),
    );
    const texts = await page.locator("#doubts").textContent();
    expect(texts).toContain("Could not be judged, which is not a pass (1)");
    expect(texts).toContain("python/library-static: python.link is denied [web[01-02] (2)]");
    expect(texts).toContain("python/library-static until 2027-01-31: known [web02]");
    expect(texts).toContain("python/library-static until 2027-02-28: mended [web01]");
  });

  it("says with a history since when a finding is there, what changed since the run before, and how many there were", async () => {
    const { hosts: fleet } = withApplications();
    const builder = new TrendBuilder();
    const at = (day: number, those: HostAudit[]) => {
      const audit = auditOf(those);
      return { ...audit, run: { ...audit.run, startedAt: `2025-12-${day}T03:00:00.000Z` } };
    };
    const healthy = fleet.map((each) => (each.name === "web07" ? host("web07") : each));
    builder.add(at(29, healthy));
    const before = at(30, healthy);
    builder.add(before);
    const trend = builder.of(withApplications(), before);
    const page = await open(html(withApplications(), { ...options, past: [], trend }));
    const seen = (rule: string) => findingOf(page, rule).locator("td.since").innerText();
    expect(await seen("python/library-not-found")).toBe("2026-01-01");
    expect(await seen("python/library-static")).toBe("2025-12-29 or earlier");
    await page
      .locator(".problems")
      .getByRole("button", { name: /^First seen/ })
      .click();
    await page
      .locator(".problems")
      .getByRole("button", { name: /^First seen/ })
      .click();
    expect((await lines(page))[0]).toBe("python/library-not-found");
    const changes = await page.locator("#changes").innerText();
    expect(changes).toContain("Changed since the run of 2025-12-30 03:00");
    expect(changes).toMatch(/✖ new: python\/library-not-found web07/);
    expect(changes).toMatch(/changed: libpython \(python\.library\.path\): not found instead of \S+ web07/);
    await page.getByText("Findings of the last 3 runs").click();
    expect(await page.locator("#runs li").first().innerText()).toMatch(
      /^2026-01-01 00:00: 2 errors, 2 warnings, 1 of 13 hosts/,
    );
    expect(await page.locator("#runs svg rect").count()).toBe(9);
    const without = await open(sample);
    expect(await without.locator("#changes").isVisible()).toBe(false);
    expect(await without.locator(".problems th.since").count()).toBe(0);
  });

  it("says that nothing was found, and that no host answered", async () => {
    const page = await open(html(auditOf([host("web01"), host("web02")]), options));
    expect(await page.locator("#problems").innerText()).toBe("Nothing was found.");
    expect(await tile(page, "Out of line").innerText()).toContain("none of 2 hosts that answered");
    const down = ["a", "b"].map((name) =>
      host(name, {
        status: "unreachable",
        facts: {},
        installations: [],
        error: { stage: "dial", code: "refused", message: "refused" },
      }),
    );
    const dark = await open(html(auditOf(down), options));
    expect(await dark.locator("#verdict").innerText()).toBe(
      "2 of 2 hosts gave no whole answer: nothing could be judged",
    );
    expect(await tile(dark, "Whole answer").innerText()).toMatch(/^\? Whole answer\s+0 of 2/);
    // Nobody is in line of whom nothing is known.
    expect(await tile(dark, "Out of line").innerText()).toMatch(
      /^\? Out of line\s+0\s+nothing could be judged/,
    );
    expect(await dark.locator("#charts .gap").allInnerTexts()).toEqual([
      "no answer",
      "no answer",
      "no answer",
    ]);
    expect(await lines(dark)).toEqual(["dial: refused"]);
  });

  it("says that not all hosts of the run are shown, where a part of them was asked for", async () => {
    const audit = auditOf(["web01", "web02", "web03"].map((name) => host(name)));
    const page = await open(html({ ...audit, hosts: audit.hosts.slice(0, 1) }, options));
    expect(await page.locator("#left").innerText()).toBe("2 hosts of the run not shown here");
  });

  it("keeps its focus where something was pressed", async () => {
    const many = Array.from({ length: 9 }, (_, at) =>
      host(`web${at}`, { installations: [installation({ "python.link": "static" })] }),
    );
    const long = await open(html(auditOf(many), options), { hash: "#rule=python%2Flibrary-static" });
    await long.getByRole("button", { name: "all 9" }).focus();
    await long.keyboard.press("Enter");
    expect(await long.evaluate("document.activeElement.textContent")).toBe("web3");
    const page = await open(sample);
    await tile(page, "Silent").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => hosts(page)).toEqual(["gone1"]);
    expect(await page.evaluate("document.activeElement.textContent")).toContain("Silent");
    await findingOf(page, "hostkey").getByRole("button").focus();
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("hostkey: hostkey-changed");
  });
});
