import { describe, expect, test } from "vitest";
import { hostOf, lines, load, refusal } from "../../support/ansible.js";

describe("an inventory in YAML", () => {
  test("nested groups, ranges, ports, and a host by its bare name", async () => {
    const { hosts, groups } = await load({
      "hosts.yml": lines(
        "all:",
        "  hosts: { alone: , 'x:2200': }",
        "  children:",
        "    site: { children: { web: { hosts: { 'web[1:2]': { ansible_user: w } } } } }",
        "    db: { hosts: web2, vars: { ansible_port: 33 } }",
      ),
    });
    expect([...hosts.values()].map(({ name, groups: own, settings }) => [name, own, settings])).toEqual([
      ["alone", [], {}],
      ["x", [], { port: 2200 }],
      ["web1", ["web"], { user: "w" }],
      ["web2", ["web", "db"], { user: "w", port: 33 }],
    ]);
    expect(groups.get("web")?.parents).toEqual(["site"]);
  });

  test("a merge of what is no map is refused, with the place of its alias", async () => {
    const error = await refusal({
      "hosts.yml": lines("all:", "  vars: &none", "  hosts:", "    a: { <<: *none }"),
    });
    expect(error).toMatchObject({
      line: 4,
      message: expect.stringContaining("it cannot be read: Merge sources"),
    });
  });

  test.each([
    ["yes is true", "ansible_become: yes", { become: "always" }],
    ["y is text, and true all the same", "ansible_become: y", { become: "always" }],
    ["eights", "ansible_port: 0100", { port: 64 }],
    ["a number with an e is text", "ansible_user: 1e3", { user: "1e3" }],
    ["the last of two keys", "ansible_port: 1\n    ansible_port: 2", { port: 2 }],
    ["merged keys", "<<: { ansible_port: 1, ansible_user: u }\n    ansible_port: 2", { port: 2, user: "u" }],
    ["unsafe text", "ansible_user: !unsafe u", { user: "u" }],
  ])("%s", async (_, variables, settings) => {
    expect(
      (await hostOf({ "hosts.yml": `all: \n  hosts: { a: }\n  vars:\n    ${variables}\n` })).settings,
    ).toEqual(settings);
  });

  test.each([
    ["an unexpected key of a group", "all:\n  host: { a: }", 2, 3, "expected hosts, vars or children"],
    [
      "a list of hosts in a nested group",
      "all: { children: { web: { hosts: [a] } } }",
      1,
      34,
      "expected a mapping",
    ],
    ["a host that is a text", "all:\n  hosts: { a: 192.0.2.1 }", 2, 15, "mapping of the host's variables"],
    ["a host that is a number", "all: { hosts: { 1: } }", 1, 17, "put it in quotes"],
    ["a name like a prototype", "all: { hosts: { __proto__: } }", 1, 17, "cannot be a key"],
    ["an unknown tag", "all: { hosts: { a: { x: !env y } } }", 1, 25, "Unresolved tag"],
    ["a plugin's configuration", "plugin: aws_ec2\nregions: [x]", 1, 1, "ansible-inventory -i FILE --list"],
  ])("refuses %s", async (_, text, line, column, message) => {
    const error = await refusal({ "hosts.yml": text });
    expect(error.message).toContain(message);
    expect([error.line, error.column]).toEqual([line, column]);
  });
});

describe("whose language it is", () => {
  test.each([
    ["our own", "hosts: { a: { prot: 1 } }", 'did you mean "port"'],
    [
      "our own, with a key misspelled",
      "groups: { web: { hosts: [a] } }\nhostz: { a: }",
      'unknown key "hostz" (did you mean "hosts"?)',
    ],
    ["our own, and not well formed", "hosts:\n  a: {", "Flow map"],
    ["neither", "servers: { a: { ip: x } }", "nor is it an inventory of Ansible"],
    ["a list", "- a", "expected a mapping; nor is it"],
    ["encrypted", "$ANSIBLE_VAULT;1.1;AES256\n61", "the whole inventory is encrypted"],
  ])("%s", async (_, text, message) => {
    expect((await refusal({ "inventory.yaml": text })).message).toContain(message);
  });

  test("a file without a telling name is judged by its first line", async () => {
    expect([...(await load({ hosts: "---\nall:\n  hosts: { a: }" })).hosts.keys()]).toEqual(["a"]);
    expect((await load({ hosts: "hosts: { a: { port: 1 } }" })).hosts.get("a")?.settings).toEqual({
      port: 1,
    });
    const ini = { hosts: `a ansible_ssh_common_args="-o 'ProxyCommand: x'"` };
    expect((await load(ini)).hosts.get("a")?.settings.ssh_args).toEqual(["-o", "ProxyCommand: x"]);
  });

  test("what ansible-inventory --list prints is an inventory, too", async () => {
    const list = {
      _meta: { hostvars: { a: { ansible_user: { __ansible_unsafe: "u" } } } },
      all: { children: ["web"] },
      web: { hosts: ["a"] },
    };
    expect(await hostOf({ "list.json": JSON.stringify(list) })).toMatchObject({
      name: "a",
      groups: ["web"],
      settings: { user: "u" },
    });
  });
});
