import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { viewOf } from "../../../src/audit/view.js";
import { reporters } from "../../../src/report/index.js";
import { options } from "../../support/report-options.js";
import { auditOf, host, installation } from "../../support/sample.js";

const SHOP = "shop.example.org (*:443) /";

const app = (id: string, threads: number) => ({
  id,
  facts: { "app.mount": id.slice(id.indexOf("/")), "app.threads": threads, "app.user": "www-data" },
  gaps: {},
});

const web = (name: string, threads: number, groups = ["web"]) =>
  host(name, {
    groups,
    installations: [{ ...installation(), applications: [app(SHOP, threads), app(`${SHOP}api`, 2)] }],
  });

const odd = () => auditOf([...["web01", "web02", "web03"].map((name) => web(name, 15)), web("web04", 5)]);

const shown = (audit: ReturnType<typeof odd>, more = {}) => {
  const text = reporters.text(audit, { ...options, apps: true, ...more });
  return text.slice(text.indexOf("Applications: "), text.indexOf("Could not be judged"));
};

it("marks of applications what is not like the same one of the group, that column first, and says what the mark means", () => {
  const text = shown(odd());
  expect(text).toMatch(/^ {2}HOSTS +APPLICATION +Threads +Mount$/m);
  expect(text).toMatch(/^ {2}web04 +shop\.example\.org \(\*:443\) \/ +5 \*/m);
  expect(text.match(/\d [*~]/g)).toEqual(["5 *"]);
  expect(text).toContain("* not like most of the same application in its group");
});

it("marks no clear majority by a tilde, and nothing where only groups or applications differ", () => {
  expect(
    shown(auditOf([web("web01", 15), web("web02", 5)]))
      .match(/\d+ [*~]/g)
      ?.sort(),
  ).toEqual(["15 ~", "5 ~"]);
  const groups = auditOf([web("web01", 15), web("web02", 15), web("edge1", 5, ["edge"])]);
  expect(shown(groups)).not.toMatch(/\d [*~]/);
  expect(shown(groups)).not.toContain("not like most");
});

it("holds what is shown in part against all of the group", () => {
  const audit = odd();
  const part = viewOf(
    {
      ...audit,
      hosts: audit.hosts.map((each) => ({ ...each, facts: { ...each.facts, "host.os": each.name } })),
    },
    { where: ["host.os ~ ^web0[14]$"] },
  );
  expect(shown(part, { whole: audit }).match(/\d [*~]/g)).toEqual(["5 *"]);
});

it("names the application in every block, and is no wider than the terminal", () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 200 }), (width) => {
      const lines = shown(odd(), { width }).split("\n");
      expect(lines.filter((line) => stringWidth(line) > width)).toEqual([]);
      if (width < 62) return;
      const heads = lines.filter((line) => line.startsWith("  HOSTS"));
      for (const head of heads) expect(head).toMatch(/^ {2}HOSTS +APPLICATION\b/);
    }),
  );
});

/** A host whose four applications have versions of one package. */
const packaged = (name: string, version: string, api = version) =>
  host(name, {
    installations: [
      {
        ...installation(),
        applications: ["", "api", "admin", "hook"].map((mount) => ({
          ...app(`${SHOP}${mount}`, 15),
          facts: { "app.distributions": [`django ${mount === "api" ? api : version}`, "six 1.16.0"] },
        })),
      },
    ],
  });

const packages = (hosts: ReturnType<typeof packaged>[], more = {}) => {
  const text = reporters.text(auditOf(hosts), { ...options, packages: true, ...more });
  return text.slice(text.indexOf("Packages by"), text.indexOf("Could not be judged"));
};

describe("applications that a block has no difference between", () => {
  const alike = ["web01", "web02", "web03"].map((name) => packaged(name, "4.2.16"));

  it("stand there once, with how many they are where they are all that there are", () => {
    const text = packages([...alike, packaged("web04", "3.2.25")]);
    expect(text).toMatch(/^ {2}web\[01-03\] \(3\) +all 4 +4\.2\.16$/m);
    expect(text).toMatch(/^ {2}web04 +all 4 +3\.2\.25 \*$/m);
    expect(text.match(/4\.2\.16/g)).toHaveLength(1);
  });

  it("are named by their mounts, up to three of them, and all with --all", () => {
    const hosts = [...alike, packaged("web04", "4.2.16", "3.2.25")];
    expect(packages(hosts)).toMatch(/^ {2}web04 +shop\.example\.org \(\*:443\) \/api +3\.2\.25 \*$/m);
    const others =
      /^ {2}web\[01-04\] \(4\) +shop\.example\.org \(\*:443\) \/, \/admin, \/hook \(3\) +4\.2\.16$/m;
    expect(packages(hosts, { width: 200 })).toMatch(others);
    expect(packages([packaged("web01", "1"), packaged("web02", "2")], { all: true, width: 200 })).toMatch(
      /^ {2}web01 +shop\.example\.org \(\*:443\) \/, \/api, \/admin, \/hook \(4\) +1 ~$/m,
    );
  });

  it("stand each by itself where nothing is folded", () => {
    const text = packages([...alike, packaged("web04", "3.2.25")], { fold: false });
    expect(text.match(/^ {2}web0\d +shop\.example\.org \(\*:443\) \/\w* +\d/gm)).toHaveLength(16);
  });

  it("add up: every application of every host is in one row of each block", () => {
    const version = fc.constantFrom("4.2.16", "3.2.25", "5.1");
    fc.assert(
      fc.property(fc.array(fc.tuple(version, version), { minLength: 1, maxLength: 12 }), (versions) => {
        const hosts = versions.map(([own, api], index) => packaged(`web${index + 10}`, own, api));
        const text = packages(hosts, { all: true, width: 1000, onlyDifferences: false });
        const rows = [
          ...text.matchAll(/^ {2}web\S+(?: \((\d+)\))? +shop.*? \/\S*(?:, \/\S*)*(?: \((\d+)\))? {2}/gm),
        ];
        const shown = rows.reduce((sum, [, some = 1, apps = 1]) => sum + Number(some) * Number(apps), 0);
        if (new Set(versions.flat()).size > 1) expect(shown).toBe(hosts.length * 4);
        else expect(text).toContain("django: ");
      }),
    );
  });
});
