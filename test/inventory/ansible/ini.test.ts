import { describe, expect, test } from "vitest";
import { hostOf, lines, load, refusal } from "../../support/ansible.js";
import { expectLinearly } from "../../support/linear.js";

const namesOf = async (text: string) => [...(await load({ hosts: text })).hosts.keys()];

describe("names of hosts", () => {
  test.each([
    ["a number", "web[1:3]", ["web1", "web2", "web3"]],
    ["a number with zeros", "web[08:10]", ["web08", "web09", "web10"]],
    ["a step", "web[1:9:4]", ["web1", "web5", "web9"]],
    ["no beginning", "web[:2]", ["web0", "web1", "web2"]],
    ["letters", "db-[a:c]", ["db-a", "db-b", "db-c"]],
    ["letters of both cases", "db-[y:B]", ["db-y", "db-z", "db-A", "db-B"]],
    ["several brackets", "r[1:2]n[a:b]", ["r1na", "r1nb", "r2na", "r2nb"]],
    ["an address", "2001:db8::2", ["2001:db8::2"]],
    ["a range of addresses", "192.0.2.[1:2]", ["192.0.2.1", "192.0.2.2"]],
    ["a comment in a word", "web1#2", ["web1"]],
  ])("%s", async (_, text, names) => {
    expect(await namesOf(text)).toEqual(names);
  });

  test.each([
    ["web:2222", "web", 2222],
    ["[2001:db8::1]:2200", "2001:db8::1", 2200],
    ["[web1]:22", "web1", 22],
  ])("a port: %s", async (text, name, port) => {
    expect(await hostOf({ hosts: text })).toMatchObject({ name, settings: { port } });
  });

  test("a port counts only where a host is first met", async () => {
    expect((await hostOf({ hosts: "a\na:2222" })).settings.port).toBeUndefined();
  });
});

describe("values", () => {
  const user = async (text: string) => (await hostOf({ hosts: text })).settings.user;

  test.each([
    ["plain", "a ansible_user=deploy", "deploy"],
    ["in quotes of either kind", "a ansible_user='de'\"ploy\"", "deploy"],
    ["cut off by a comment in the word", "a ansible_user=deploy#1", "deploy"],
    ["a number as Python writes it", "a ansible_user=1_000", "1000"],
    ["a number in sixteens", "a ansible_user=0x10", "16"],
    ["a fraction", "a ansible_user=1.50", "1.5"],
    ["a truth", "a ansible_user=True", "True"],
    ["nothing", "a ansible_user=None", undefined],
    ["a section's, in quotes, before a comment", 'a\n[all:vars]\nansible_user = "de" "ploy" # who', "deploy"],
    ["a section's, with an escape", String.raw`a${"\n"}[all:vars]${"\n"}ansible_user="\x61\u0062c"`, "abc"],
    ["a section's, with zeros before it", "a\n[all:vars]\nansible_user=0123", "0123"],
  ])("%s", async (_, text, expected) => {
    expect(await user(text)).toBe(expected);
  });

  test("a comment behind a plain word of a section is part of the value, which is no login then", async () => {
    const error = await refusal({ hosts: "a\n[all:vars]\nansible_user=deploy # who" });
    expect(error.message).toContain('ansible_user of host "a" is not one: "deploy # who"');
  });
});

describe("groups", () => {
  test("hosts before the first section, children before their definition, variables before both", async () => {
    const inventory = await load({
      hosts: lines(
        "alone",
        "[web:vars]",
        "ansible_user=w",
        "[site:children]",
        "web",
        "[web]",
        "web1",
        "web2",
        "[db]",
        "web1",
      ),
    });
    expect([...inventory.groups.values()].map(({ name, parents }) => [name, ...parents])).toEqual([
      ["web", "site"],
      ["site"],
      ["db"],
    ]);
    expect(
      Array.from(inventory.hosts.values(), ({ name, groups, settings }) => [name, groups, settings]),
    ).toEqual([
      ["alone", [], {}],
      ["web1", ["web", "db"], { user: "w" }],
      ["web2", ["web"], { user: "w" }],
    ]);
  });

  test("variables of a host that is called like a group are the group's", async () => {
    const { hosts } = await load({ hosts: "[web]\nweb ansible_user=u\nother" });
    expect(hosts.get("other")?.settings.user).toBe("u");
  });

  test("10,000 hosts take no more than linear time", async () => {
    const text = (count: number) =>
      lines(
        ...Array.from(
          { length: count },
          (_, i) => `${i % 100 ? "" : `[g${i}]\n`}h${i} ansible_host=192.0.2.1`,
        ),
      );
    await expectLinearly(async (count) => {
      expect((await load({ hosts: text(count) })).hosts.size).toBe(count);
    }, 10_000);
  });
});

describe("complaints name the place", () => {
  test.each([
    ["kind of section", "[web]\na\n[web:host]", 3, 1, "[web:vars] or [web:children]"],
    ["blanks in a section", "[web servers]", 1, 1, "without blanks"],
    ["undefined child", "[site:children]\n  web", 2, 3, 'group "web" is not defined'],
    ["variables of nobody", "[web:vars]\na=1", 1, 1, "a group that is not defined"],
    ["variable without a value", "[all:vars]\nansible_user", 2, 1, "expected name=value"],
    ["word behind a host", "a ansible_user=x y", 1, 18, "expected name=value behind the host"],
    ["quotation", "a ansible_user='x", 1, 1, "a quotation does not end"],
    ["range", "web[1-3]", 1, 1, "is not a range such as"],
    ["range that ends early", "web[3:1]", 1, 1, "ends before it begins"],
    ["range of many names", "w[1:999][1:999]", 1, 1, "more than 100000 names"],
    ["widths", "w[01:100]", 1, 1, "different widths"],
    ["name of a host", "-oProxyCommand=x", 1, 1, "cannot be the name of a host"],
    ["name of a group", "[__proto__]", 1, 1, "cannot be the name of a group"],
    ["priority", "[web]\na\n[web:vars]\nansible_group_priority=high", 4, 1, "is not a whole number"],
    ["port without digits", "web[1:2]:", 1, 1, "ends in a colon"],
  ])("%s", async (_, text, line, column, message) => {
    const error = await refusal({ hosts: text });
    expect([error.line, error.column]).toEqual([line, column]);
    expect(error.message).toContain(message);
    expect(error.source).toBe(text.split("\n")[line - 1]);
  });

  test("but never a password", async () => {
    const error = await refusal({ hosts: "a ansible_password=hunter2 hunter3" });
    expect(error.message + error.source).not.toContain("hunter");
  });

  test("groups in a circle", async () => {
    const error = await refusal({ hosts: "[a:children]\nb\n[b:children]\na" });
    expect(error.message).toContain("contain each other");
  });
});
