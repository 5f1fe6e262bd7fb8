import fc from "fast-check";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { html } from "../../src/report/page/html.js";
import { hostileAudit } from "../support/hostile.js";
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

  it.each([
    [20, 20],
    [21, 3],
    [5000, 3],
  ])("names of %d hosts of a finding %d, and says how many there are", async (size, named) => {
    const names = Array.from({ length: size }, (_, at) => `web${at}x${at * 7}`);
    const fleet = names.map((name) =>
      host(name, { installations: [installation({ "python.link": "static" })] }),
    );
    const page = await open(html(auditOf(fleet), options));
    await paperOf(page);
    const finding = page.locator("#paper .finding").filter({ hasText: "python/library-static" });
    expect(await finding.locator("h3").innerText()).toContain(`${size} hosts`);
    const where = await finding.locator(".where").innerText();
    expect(where.match(/web\d+x\d+/g)).toHaveLength(named);
    if (named < size) expect(where).toMatch(new RegExp(`, \\+${size - named} \\(${size}\\)$`));
  });

  it("shows twenty of a finding's cases, and adds up to all of them with what it says of the others", async () => {
    const property = fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (size) => {
      const fleet = auditOf(Array.from({ length: size }, (_, at) => host(`web${at}x${at * 7}`)));
      const findings = fleet.hosts.map(({ name }, at) => ({
        rule: "host/weak-ssh",
        severity: "warning" as const,
        host: name,
        message: `${name} takes cipher ${at}`,
        evidence: `cipher ${at}`,
        remedy: `Change it on ${name}.`,
      }));
      const page = await open(html({ ...fleet, findings }, options));
      await paperOf(page);
      const finding = page.locator("#paper .finding");
      const shown = await finding.locator(".offence").count();
      const rest = await finding.locator(".rest").allInnerTexts();
      const [, cases = "0", hosts = "0"] =
        /^and (\d+) more cases? on (\d+) hosts?, web/.exec(rest[0] ?? "") ?? [];
      expect(shown + Number(cases)).toBe(size);
      expect(shown + Number(hosts)).toBe(size);
      expect(shown).toBe(Math.min(size, 20));
      // A remedy for each: these are cut in the same way.
      expect(rest).toHaveLength(size > 20 ? 2 : 0);
      await page.close();
    });
    await fc.assert(property, { numRuns: 8, examples: [[20], [21]] });
  });

  it("has ten values of a fact, and of the others how many there are, on how many hosts", async () => {
    const versions = Array.from({ length: 40 }, (_, at) => (at < 20 ? "4.9.4" : `5.0.${at}`));
    const fleet = versions.map((version, at) =>
      host(`web${at}`, { installations: [installation({ "wsgi.version": version })] }),
    );
    const paper = await paperOf(await open(html(auditOf(fleet), options)));
    const differences = paper.slice(paper.indexOf("What differs within a group"));
    expect(differences).toMatch(/4\.9\.4[ ~*]*\s+20 hosts/);
    expect(differences).toMatch(/11 more values\s+11 hosts/);
    expect(paper).toMatch(/mod_wsgi: 4\.9\.4 on 20 hosts, .*and 11 more values/);
  });

  it("has what differs between the places of an application, alike ones of a group once", async () => {
    const app = (id: string, threads: number) => ({
      id,
      facts: { "app.mount": id, "app.threads": threads },
      gaps: {},
    });
    const fleet = [15, 15, 15, 5].map((threads, at) =>
      host(`web0${at}`, {
        installations: [
          { ...installation(), applications: ["/a", "/b", "/c", "/d"].map((id) => app(id, threads)) },
        ],
      }),
    );
    const paper = await paperOf(await open(html(auditOf(fleet), options)));
    expect(paper).toMatch(/web: \/a, \/b, \/c, \+1\s+Value\s+On\s+Hosts/);
    expect(
      paper.match(/Threads\s+app\.threads\s+15\s+3 hosts\s+the others\s+5 \*\s+1 host\s+web03/g),
    ).toHaveLength(1);
  });

  it.each([300, 5000])("takes at most eight sheets for %d hosts of three sites", async (size) => {
    const fleet = Array.from({ length: size }, (_, at) => {
      const site = ["fra", "sjc", "sin"][at % 3];
      const facts = {
        "wsgi.module_sha256": `${at % 40}`.padStart(64, "0"),
        "apache.listen": [`*:${8000 + (at % 700)}`, "*:443"],
        ...(at % 3 === 0 && { "python.library.path": "not found" }),
      };
      const name = `web${String(at).padStart(4, "0")}.${site}.example.org`;
      return at % 40 === 17
        ? host(name, {
            groups: [`web-${site}`],
            status: "unreachable",
            facts: {},
            installations: [],
            error: { stage: "dial", code: "refused", message: `${name} port 22 refuses connections` },
          })
        : host(name, { groups: [`web-${site}`], installations: [installation(facts)] });
    });
    const page = await open(html(auditOf(fleet), options));
    expect(pagesOf(await page.pdf(A4))).toBeLessThanOrEqual(8);
  });

  it.each([
    ["names and values of 250 characters", () => longNames()],
    ["what hosts call themselves", () => hostileAudit()],
    ["every host down", () => auditOf(["a", "b"].map((name) => down(name)))],
    ["nothing found", () => auditOf([host("a"), host("b")])],
  ])("has everything within the sheet with %s", async (_what, audit) => {
    const page = await open(html(audit(), options), { width: 700 });
    const paper = await paperOf(page);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(700);
    expect(paper).toContain("What differs within a group");
  });
});

const LONG = "x".repeat(250);
const longNames = () =>
  auditOf([
    host("web01"),
    host("web02"),
    host("web03"),
    host(LONG, {
      groups: ["web", `g${LONG}`],
      installations: [installation({ "python.library.path": "not found", "wsgi.version": LONG })],
    }),
  ]);

const down = (name: string) =>
  host(name, {
    status: "unreachable",
    facts: {},
    installations: [],
    error: { stage: "dial", code: "refused", message: `${name} port 22 refuses connections` },
  });
