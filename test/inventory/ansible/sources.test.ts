import { describe, expect, test } from "vitest";
import { hostOf, lines, load, refusal } from "../../support/ansible.js";

describe("a folder", () => {
  test("its files in the order of their names, without those that Ansible passes over", async () => {
    const broken = "[broken";
    const { hosts } = await load(
      {
        "i/20": "[web]\na ansible_user=second",
        "i/10.yml": "web: { hosts: { a: { ansible_user: first }, b: } }",
        "i/sub/more": "c",
        "i/empty": "# nothing\n",
        ...Object.fromEntries(
          [".hidden", "x~", "x.ini", "x.cfg", "x.md", "x.txt", "x.bak", "x.retry", "x.orig"].map((name) => [
            `i/${name}`,
            broken,
          ]),
        ),
        "i/group_vars/web/two.yml": "ansible_port: 2",
        "i/group_vars/web/one": "ansible_port: 1",
        "i/host_vars/b.json": '{"ansible_port": 3}',
        "i/sub/group_vars/all": "ansible_port: 9",
      },
      { name: "i" },
    );
    expect([...hosts.values()].map(({ name, settings }) => [name, settings])).toEqual([
      ["a", { user: "second", port: 2 }],
      ["b", { port: 3 }],
      ["c", {}],
    ]);
  });

  test("a file that cannot be understood is an error, where Ansible goes on without it", async () => {
    expect((await refusal({ "i/a": "x", "i/b": "[broken" }, "i")).file).toMatch(/\/i\/b$/);
    expect((await refusal({ "i/a.yml": "hosts: { a: }" }, "i")).message).toContain("one of wsgi-audit");
  });
});

describe("files of variables", () => {
  const hosts = "[web]\na ansible_port=5\n[site:children]\nweb\n[web:vars]\nansible_user=inline";

  test("one of all outweighs a section of a group, and is outweighed by one of the group", async () => {
    const all = { "group_vars/all.yml": "ansible_user: all" };
    expect((await hostOf({ hosts, ...all })).settings.user).toBe("all");
    expect((await hostOf({ hosts, ...all, "group_vars/site": "ansible_user: site" })).settings.user).toBe(
      "site",
    );
    const both = { "group_vars/site": "ansible_user: site", "group_vars/web.yaml": "ansible_user: web" };
    expect((await hostOf({ hosts, ...all, ...both })).settings.user).toBe("web");
    expect((await hostOf({ hosts, "host_vars/a": "ansible_port: 6" })).settings.port).toBe(6);
  });

  test("of equal depth the higher priority, then the later name", async () => {
    const text = (priority: string) =>
      `[a]\nx\n[b]\nx\n[a:vars]\nansible_user=a${priority}\n[b:vars]\nansible_user=b`;
    expect((await hostOf({ hosts: text("") })).settings.user).toBe("b");
    expect((await hostOf({ hosts: text("\nansible_group_priority=2") })).settings.user).toBe("a");
  });

  test("ungrouped counts only for hosts of no other group", async () => {
    const { hosts: found } = await load({ hosts: "a\nb\n[web]\na\n[ungrouped:vars]\nansible_port=9" });
    expect([found.get("a")?.settings, found.get("b")?.settings]).toEqual([{}, { port: 9 }]);
  });

  test("an encrypted file is told of, a broken one is an error", async () => {
    const vault = await load({ hosts, "group_vars/web/vault.yml": "$ANSIBLE_VAULT;1.1;AES256\n61" });
    expect(vault.notes).toEqual([expect.stringMatching(/web\/vault\.yml is encrypted as a whole/)]);
    const error = await refusal({ hosts, "group_vars/web.yml": "ansible_user: a\n  b: c" });
    expect(error).toMatchObject({ line: 1, file: expect.stringMatching(/group_vars\/web\.yml$/) });
    expect((await refusal({ hosts, "group_vars/web.yml": "- a" })).message).toBe(
      "expected a mapping of variables",
    );
  });
});

describe("a program", () => {
  const printing = (text: string) => lines("#!/bin/sh", "cat <<'EOF'", text, "EOF");

  test("is asked for its list, and for the variables of its hosts if they are not in it", async () => {
    const meta = '{"web": {"hosts": ["a"]}, "_meta": {"hostvars": {"a": {"ansible_user": "u"}}}}';
    expect(await hostOf({ "i.sh": printing(meta) })).toMatchObject({
      name: "a",
      groups: ["web"],
      settings: { user: "u" },
    });
    const asking = lines(
      "#!/bin/sh",
      'case $1 in --list) echo \'{"web": ["a", "b"]}\';; --host) echo "{\\"ansible_user\\": \\"of-$2\\"}";; esac',
    );
    expect((await hostOf({ "i.sh": asking }, "b")).settings).toEqual({ user: "of-b" });
  });

  test("has the variables of files beside it", async () => {
    const files = { "i.sh": printing('{"web": ["a"], "_meta": {}}'), "group_vars/web": "ansible_port: 7" };
    expect((await hostOf(files)).settings).toEqual({ port: 7 });
  });

  test.each([
    [
      "fails",
      "#!/bin/sh\necho 'no \u001b[31mtoken' >&2\nexit 3",
      "`PATH --list` failed (exit status 3): no  [31mtoken",
    ],
    ["prints no JSON", "#!/bin/sh\necho web1", "`PATH --list` does not print a JSON object"],
    ["prints a list", "#!/bin/sh\necho []", "does not print a JSON object"],
    ["names no interpreter that there is", "#!/no/such/shell\n", "failed (ENOENT)"],
    ["prints a prototype", printing('{"__proto__": ["a"]}'), "cannot be a key"],
    [
      "prints hosts that are none",
      printing('{"web": {"hosts": [1]}, "_meta": {"hostvars": {}}}'),
      "expected a list of names",
    ],
  ])("that %s is an error", async (_, text, message) => {
    const error = await refusal({ "i.sh": text });
    expect(error.message.replace(error.file, "PATH")).toContain(message);
  });
});
