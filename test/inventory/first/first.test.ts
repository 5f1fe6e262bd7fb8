import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstInventory } from "../../../src/inventory/first/first.js";
import { parseInventory } from "../../../src/inventory/own/parse.js";
import { inventoryOfHosts } from "../../../src/inventory/select/ad-hoc.js";

const textOf = (...words: string[]) =>
  firstInventory({ from: "names", hosts: [...inventoryOfHosts(words).hosts.values()] });

describe("a first inventory", () => {
  it("puts hosts that are numbered alike together, and leaves single ones alone", () => {
    const { groups, hosts } = parseInventory(
      textOf("web[01:03].fra.example.org", "root@db1:2222", "mail", "10.0.0.1", "10.0.0.2"),
      "x.yaml",
    );
    expect([...groups.keys()]).toEqual(["web"]);
    expect(hosts.get("web02.fra.example.org")?.groups).toEqual(["web"]);
    expect(hosts.get("db1")).toMatchObject({ groups: [], settings: { user: "root", port: 2222 } });
    expect([...hosts.keys()].filter((name) => name.startsWith("10."))).toHaveLength(2);
  });

  it("says who was left out, on lines of comment alone", () => {
    const text = firstInventory({
      from: "a\nhosts: { evil: }",
      hosts: [...inventoryOfHosts(["web01"]).hosts.values()],
      leftOut: new Map([["git\nhosts: { worse: }", "its login is git"]]),
    });
    expect(text).toMatch(/^# {3}git\?hosts: .*its login is git$/m);
    expect([...parseInventory(text, "x.yaml").hosts.keys()]).toEqual(["web01"]);
  });

  it("shows in comments only what an inventory takes", () => {
    const text = textOf("web01").replace(/^# (?=(defaults|groups|hosts):| {2})/gm, "");
    const uncommented = text
      .split("\n")
      .filter((line) => !/^(#| {2}wsgi-audit)/.test(line))
      .join("\n");
    expect(parseInventory(uncommented, "x.yaml").defaults).toEqual({
      user: "audit",
      become: "auto",
      host_keys: "strict",
    });
  });

  it("holds every host that was named, with what was said of it, whatever it is called", () => {
    const name = fc.oneof(
      fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}$/),
      fc.constantFrom(
        "true",
        "null",
        "yes",
        "1",
        "0x1f",
        "1e3",
        "~",
        "no.1",
        "müller",
        "möller",
        "m-ller",
        "a%b",
      ),
      fc.ipV6(),
      fc.ipV4(),
    );
    const host = fc.record({
      name: name.filter((each) => each !== "~"),
      user: fc.option(fc.constantFrom("root", "a@b", "O'Neil", '"x"', "null", "7"), { nil: undefined }),
      port: fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(host, { selector: (each) => each.name, minLength: 1 }), (all) => {
        const hosts = all.map(({ name: each, user, port }) => ({
          name: each,
          alias: each,
          groups: [],
          settings: { ...(user !== undefined && { user }), ...(port !== undefined && { port }) },
        }));
        const read = parseInventory(firstInventory({ from: "names", hosts }), "x.yaml");
        const dialled = [...read.hosts.values()].map((each) =>
          JSON.stringify([each.address ?? each.name, each.settings.user, each.settings.port]),
        );
        expect(dialled.sort()).toEqual(
          hosts.map((each) => JSON.stringify([each.alias, each.settings.user, each.settings.port])).sort(),
        );
      }),
    );
  });
});
