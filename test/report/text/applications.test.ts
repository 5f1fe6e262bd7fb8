import fc from "fast-check";
import stringWidth from "string-width";
import { expect, it } from "vitest";
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
