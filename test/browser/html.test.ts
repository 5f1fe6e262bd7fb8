import { readFileSync } from "node:fs";
import { parse as parseCsv } from "csv-parse/sync";
import { expect, it } from "vitest";
import { html } from "../../src/report/page/html.js";
import { hostileAudit } from "../support/hostile.js";
import { auditOf, host, installation } from "../support/sample.js";
import { describeBrowser } from "./browser.js";
import {
  columns,
  count,
  filterHosts,
  findingOf,
  hosts,
  options,
  rowOf,
  sample,
  withApplications,
} from "./sample.js";

describeBrowser("the matrix of the HTML report", ({ open }) => {
  it("shows a row for each installation and each host without one, the worst first, the outliers marked by more than colour", async () => {
    const page = await open(sample);
    expect(await count(page)).toBe("13 of 13 rows");
    expect((await hosts(page)).slice(0, 3)).toEqual(["web07", "app1", "gone1"]);
    const worst = page.locator(".tabulator-row [tabulator-field=worst]");
    expect(await worst.nth(0).innerText()).toBe("✖ error python/library-not-found");
    expect(await worst.nth(2).innerText()).toBe("? unreachable hostkey: hostkey-changed");
    expect(await rowOf(page, "web07").locator(".outlier").first().innerText()).toContain("*");
  });

  it("tells of an installation also what was found on its applications", async () => {
    const bad = {
      id: "/a",
      facts: { "app.mount": "/a", "app.mode": "daemon", "app.process_group": "green" },
      gaps: {},
    };
    const audit = auditOf([host("web01", { installations: [{ ...installation(), applications: [bad] }] })]);
    const finding = {
      rule: "wsgi/process-group-undefined",
      severity: "error" as const,
      host: "web01",
      installation: audit.hosts[0]?.installations[0]?.id ?? "",
      application: "/a",
      message: "there is no process group green",
      evidence: "app.process_group = green",
      remedy: "Define it.",
    };
    const page = await open(html({ ...audit, findings: [finding] }, options));
    expect(await rowOf(page, "web01").innerText()).toContain("wsgi/process-group-undefined");
    await findingOf(page, "wsgi/process-group-undefined").getByRole("button").click();
    await expect.poll(() => page.locator("#tab-applications").getAttribute("aria-selected")).toBe("true");
    expect(await columns(page)).toContain("Process group");
  });

  it("keeps its first column in sight", async () => {
    const page = await open(sample, { hash: "#columns=all" });
    await page.locator(".tabulator-tableholder").evaluate((node) => {
      node.scrollLeft = 2000;
    });
    await expect
      .poll(() => page.locator(".tabulator-row [tabulator-field=host]").first().isVisible())
      .toBe(true);
    const box = await page.locator(".tabulator-row [tabulator-field=host]").first().boundingBox();
    expect(box?.x).toBeLessThan(60);
  });

  it("has at first the columns that differ within a group, and no other fact", async () => {
    const page = await open(sample);
    const shown = await columns(page);
    expect(shown.slice(0, 2)).toEqual(["Host", "Worst finding"]);
    expect(shown).toContain("MPM");
    expect(shown).toContain("Python link");
    // Equal on all, and different by nature.
    expect(shown).not.toContain("Apache");
    expect(shown).not.toContain("Time");
  });

  it("holds nothing for a difference that is one between groups", async () => {
    const edge = { groups: ["edge"], installations: [installation({ "wsgi.version": "5.0.2" })] };
    const fleet = [host("web01"), host("web02"), host("edge1", edge), host("edge2", edge)];
    const page = await open(html(auditOf(fleet), options));
    // Nothing differs: what tells a fleet at a glance.
    expect(await columns(page)).toEqual(["Host", "Worst finding", "Groups", "Apache", "mod_wsgi", "Python"]);
  });

  it("shows at first the columns that were asked for by name", async () => {
    const audit = withApplications();
    const facts = audit.catalogue.facts.filter(({ id }) => id === "apache.version" || id === "apache.mpm");
    const page = await open(
      html({ ...audit, catalogue: { ...audit.catalogue, facts } }, { ...options, all: true }),
    );
    expect(await columns(page)).toEqual(expect.arrayContaining(["Apache", "MPM"]));
  });

  it("folds equal rows, names to three and a number, and the hosts that told nothing", async () => {
    const silent = ["gone2", "gone3", "gone4", "gone5"].map((name) =>
      host(name, {
        status: "unreachable",
        facts: {},
        installations: [],
        error: { stage: "dial", code: "timeout", message: `${name} does not answer` },
      }),
    );
    const bare = ["red", "green", "blue", "white", "black"].map((name) => host(name, { installations: [] }));
    const page = await open(html(auditOf([...bare, ...silent, host("web01"), host("web02")]), options));
    await page.locator("#fold").check();
    await expect.poll(() => count(page)).toBe("3 of 3 classes");
    expect((await hosts(page)).sort()).toEqual([
      "gone[2-5] (4)",
      "red, green, blue, +2 (5)",
      "web[01-02] (2)",
    ]);
  });

  it("keeps in a fold what was found on any of its hosts", async () => {
    const audit = auditOf(["web01", "web02", "web03"].map((name) => host(name)));
    const finding = {
      rule: "host/weak-ssh",
      severity: "warning" as const,
      host: "web03",
      message: "weak",
      evidence: "kex = old",
      remedy: "Change it.",
    };
    const page = await open(html({ ...audit, findings: [finding] }, options), { hash: "#fold=1" });
    expect(await count(page)).toBe("1 of 1 classes");
    expect(await rowOf(page, "web[01-03]").innerText()).toContain("host/weak-ssh");
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
    await page.getByText("More", { exact: true }).click();
    await page.getByLabel("sort by").selectOption("apache.mpm");
    await expect.poll(async () => (await hosts(page)).at(-1)).toBe("web08");
    await page.locator("#group").selectOption("status");
    await expect.poll(() => page.locator(".tabulator-group").count()).toBe(2);
  });

  it("chooses columns by name or all at once, and shows their values in hosts, rarest first", async () => {
    const page = await open(sample);
    await page.getByText("Columns and their values").click();
    const all = await columns(page);
    await page.getByRole("checkbox", { name: "MPM", exact: true }).uncheck();
    expect(await columns(page)).toHaveLength(all.length - 1);
    await page.getByLabel("Search columns").fill("kernel");
    await page.getByRole("checkbox", { name: "Kernel", exact: true }).check();
    expect(await page.locator("#columns label").allInnerTexts()).toEqual([" Kernel"]);
    expect(await columns(page)).toContain("Kernel");
    await page.getByRole("button", { name: "None", exact: true }).click();
    expect(await columns(page)).toEqual(["Host", "Worst finding"]);
    const ticked = () => page.locator("#columns input:checked").count();
    await page.getByLabel("Search columns").fill("");
    expect(await ticked()).toBe(0);
    await page.getByRole("button", { name: "All", exact: true }).click();
    expect((await columns(page)).length).toBeGreaterThan(100);
    expect(await ticked()).toBe(await page.locator("#columns input").count());
    await page.getByRole("button", { name: "Those that differ" }).click();
    expect(await columns(page)).toEqual(all);
    // All but the two that are always there.
    expect(await ticked()).toBe(all.length - 2);
    await page.getByLabel("Search columns").fill("apache.mpm");
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
    await page.getByRole("button", { name: "Show rows beside MPM prefork as well" }).click();
    await expect.poll(() => count(page)).toBe("13 of 13 rows");
  });

  it("counts the values of a column in hosts, also where a host has several installations or a row stands for many", async () => {
    const two = [installation({}, {}, "/a:/a.conf"), installation({}, {}, "/b:/b.conf")];
    const page = await open(html(auditOf([host("web01", { installations: two }), host("web02")]), options), {
      hash: "#fold=1",
    });
    await page.getByText("Columns and their values").click();
    await page.getByRole("button", { name: "Values of MPM" }).click();
    expect(await page.locator(".histogram button").allInnerTexts()).toEqual(["event (2)"]);
    expect(await page.locator("#charts .chart").first().innerText()).toContain("2 hosts");
  });

  it("says of a fact what it is, where it is taken from and how it looks, wherever it has a name", async () => {
    const page = await open(sample);
    const about = "apache.mpm: Multi-processing module, in lower case\nSource: `httpd -V`\nExample: event";
    await page.getByText("Columns and their values").click();
    const label = page.locator("#columns label").filter({ hasText: /^ MPM$/ });
    expect(await label.getAttribute("title")).toBe(about);
    const number = await page.evaluate("page.heads.fieldById('apache.mpm')");
    const heading = page.locator(`.tabulator-col[tabulator-field=${number}] .tabulator-col-title span`);
    expect(await heading.getAttribute("title")).toBe(about);
    await rowOf(page, "web07").locator("[tabulator-field=host]").click();
    const term = page.getByRole("dialog").locator("th", { hasText: "apache.mpm" }).first();
    expect(await term.getAttribute("title")).toBe(about);
  });

  it("shows an audit of an older release, which says no source, no example and no headline", async () => {
    const audit = withApplications();
    const facts = audit.catalogue.facts.map(({ source: _, example: __, headline: ___, ...rest }) => rest);
    const page = await open(html({ ...audit, catalogue: { ...audit.catalogue, facts } }, options));
    await page.getByText("Columns and their values").click();
    await page.getByRole("button", { name: "Values of MPM" }).click();
    expect(await page.locator(".explained p").allInnerTexts()).toEqual([
      "apache.mpm: Multi-processing module, in lower case",
    ]);
    expect(await page.locator("#bars").isVisible()).toBe(false);
  });

  it("shows with a row what changed over the runs of a history, and only what is its own", async () => {
    const change = { installation: "/usr/sbin/apache2:/etc/apache2/apache2.conf", fact: "wsgi.version" };
    const past = [
      { ...change, host: "web07", before: "4.9.0", after: "4.9.3", when: "2025-12-01T03:00:00.000Z" },
      { ...change, host: "web07", before: "4.9.3", after: "4.9.4", when: "2025-12-24T03:00:00.000Z" },
      { ...change, host: "web08", before: "4.7.1", after: "</script>", when: "2025-12-24T03:00:00.000Z" },
    ];
    const page = await open(html(withApplications(), { ...options, past }));
    await rowOf(page, "web07").click();
    const shown = await page.getByRole("dialog").locator(".history li").allInnerTexts();
    expect(shown).toEqual([
      "2025-12-24 03:00 mod_wsgi: 4.9.3 → 4.9.4",
      "2025-12-01 03:00 mod_wsgi: 4.9.0 → 4.9.3",
    ]);
    const without = await open(sample);
    await rowOf(without, "web07").click();
    expect(await without.getByRole("dialog").locator(".history").count()).toBe(0);
  });

  it("opens a row with its evidence and findings, by mouse and by keyboard", async () => {
    const page = await open(sample);
    await rowOf(page, "web07").locator("[tabulator-field=host]").click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.innerText()).toContain("python/library-not-found");
    const fact = dialog.locator("tr", { hasText: "python.library.path_apache" }).first();
    expect(await fact.innerText()).toContain("/opt/python/lib/libpython3.11.so.1.0");
    await page.keyboard.press("Escape");
    expect(await dialog.isVisible()).toBe(false);
    await rowOf(page, "web08").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => dialog.innerText()).toContain("web08");
  });

  it("says of a silent host its own reason, not that of others who fare alike", async () => {
    const silent = ["gone1", "gone2"].map((name) =>
      host(name, {
        status: "unreachable",
        facts: {},
        installations: [],
        error: { stage: "dial", code: "refused", message: `${name} refuses connections` },
      }),
    );
    const page = await open(html(auditOf(silent), options));
    await rowOf(page, "gone2").click();
    const text = await page.getByRole("dialog").innerText();
    expect(text).toContain("gone2 refuses connections");
    expect(text).not.toContain("gone1");
  });

  it("holds one row beside another, what differs first", async () => {
    const page = await open(sample);
    const linked = await open(sample, { hash: "#row=7" });
    expect(await linked.getByLabel("Beside").isVisible()).toBe(true);
    await rowOf(page, "web08").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Beside").fill("web01");
    expect(await dialog.locator("h3").first().innerText()).toContain("Differs from web01");
    const first = dialog.locator("table").first();
    expect(await first.locator("tr", { hasText: "apache.mpm" }).innerText()).toMatch(/prefork[\s\S]*event/);
    expect(await first.locator("tr", { hasText: "apache.version" }).count()).toBe(0);
  });

  it("has the applications in a tab of their own, which the arrow keys reach", async () => {
    const page = await open(sample);
    await page.locator("#tab-installations").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => count(page)).toBe("2 of 2 rows");
    expect(await page.locator("#tab-applications").getAttribute("aria-selected")).toBe("true");
    expect(await columns(page)).toEqual(expect.arrayContaining(["Application", "Mount", "Process group"]));
  });

  it("has first of the applications' columns what differs where a group's hosts have the same one", async () => {
    const of = (id: string, user: string) => ({ id, facts: { "app.mount": id, "app.user": user }, gaps: {} });
    const fleet = ["web01", "web02"].map((name, at) =>
      host(name, {
        installations: [
          { ...installation(), applications: [of("/one", at === 0 ? "www" : "root"), of("/two", "www")] },
        ],
      }),
    );
    const page = await open(html(auditOf(fleet), options), { hash: "#tab=applications" });
    const shown = await columns(page);
    expect(shown.slice(0, 5)).toEqual(["Host", "Worst finding", "Groups", "Application", "User"]);
    expect(shown).not.toContain("Mount");
  });

  it("keeps the view in the link", async () => {
    const page = await open(sample);
    await page.locator("#q").fill("web0");
    await page.locator("#fold").check();
    await filterHosts(page, "7");
    await expect.poll(() => hosts(page)).toEqual(["web07"]);
    await expect.poll(() => page.url()).toContain("host");
    const again = await open(sample, { hash: new URL(page.url()).hash });
    expect(await hosts(again)).toEqual(["web07"]);
    expect(await again.locator("#fold").isChecked()).toBe(true);
    const row = await open(sample, { hash: "#row=6" });
    expect(await row.getByRole("dialog").innerText()).toContain("web07");
  });

  it("gives the current view as CSV and JSON, with no formula in it", async () => {
    const page = await open(html(hostileAudit(), options));
    await page.getByText("More", { exact: true }).click();
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

  it("is not changed by what hosts call themselves", async () => {
    const page = await open(html(hostileAudit(), options), { hash: "#columns=all" });
    const strange = "img, #grid script, #grid a, #problems script, #tiles script, #paper script";
    expect(await page.locator(strange).count()).toBe(0);
    const row = rowOf(page, "=cmd");
    expect(await row.innerText()).toContain("<img src=x onerror=alert(1)>");
    await findingOf(page, "python/library-not-found").getByRole("button").click();
    await page.evaluate('window.dispatchEvent(new Event("beforeprint"))');
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#paper").innerText()).toContain("<img src=x onerror=alert(1)>");
    await page.emulateMedia({ media: "screen" });
    await row.locator("[tabulator-field=host]").click();
    expect(await page.getByRole("dialog").locator("img, script").count()).toBe(0);
    expect(await page.locator(strange).count()).toBe(0);
  });
});
