import { describe, expect, test } from "vitest";
import { hostOf, load, refusal } from "../../support/ansible.js";

/** One host with these variables, as JSON. */
const host = (variables: object) => ({
  "hosts.yml": JSON.stringify({ all: { hosts: { "web1.example.org": variables } } }),
});
const notesOf = async (variables: object) => (await load(host(variables))).notes;
const settingsOf = async (variables: object) => (await hostOf(host(variables))).settings;

describe("variables that say how a host is reached", () => {
  test.each<[string, object, object]>([
    ["user and port", { ansible_user: "u", ansible_port: "02222" }, { user: "u", port: 2222 }],
    [
      "their older names, which count more",
      { ansible_user: "u", ansible_ssh_user: "v", ansible_ssh_port: 3 },
      { user: "v", port: 3 },
    ],
    ["nothing", { ansible_user: null, ansible_port: null, ansible_private_key_file: "" }, {}],
    ["an empty user", { ansible_user: "" }, {}],
    [
      "a key",
      { ansible_private_key_file: "a", ansible_ssh_private_key_file: "~/b c" },
      { identity_file: "~/b c" },
    ],
    ["local", { ansible_connection: "ansible.builtin.local" }, { transport: "local" }],
    ["ssh", { ansible_connection: "ssh" }, {}],
    ["smart", { ansible_connection: "smart" }, {}],
    ["become", { ansible_become: "yes" }, { become: "always" }],
    ["no become", { ansible_become: false, ansible_become_method: "su" }, { become: "never" }],
    ["only how to become", { ansible_become_user: "root", ansible_become_method: "sudo" }, {}],
    [
      "options of ssh, in the order in which Ansible gives them",
      {
        ansible_ssh_extra_args: "-p 24",
        ansible_ssh_common_args: `-o ProxyCommand="ssh -W %h:%p 'a b'" -oForwardAgent=yes -A -q`,
        ansible_ssh_args: "-C -o ControlMaster=auto",
      },
      {
        ssh_args: [
          "-C",
          "-o",
          "ControlMaster=auto",
          "-o",
          "ProxyCommand=ssh -W %h:%p 'a b'",
          "-o",
          "ForwardAgent=yes",
          "-p",
          "24",
        ],
      },
    ],
  ])("%s", async (_, variables, settings) => {
    expect(await settingsOf(variables)).toEqual(settings);
    expect(await notesOf(variables)).toEqual([]);
  });

  test.each([
    ["ansible_host", { ansible_host: "192.0.2.1" }, "192.0.2.1"],
    ["its older name", { ansible_host: "192.0.2.1", ansible_ssh_host: "192.0.2.2" }, "192.0.2.2"],
    ["an IPv6 address in brackets", { ansible_host: "[2001:db8::1]" }, "2001:db8::1"],
    ["the name itself", { ansible_host: "web1.example.org" }, undefined],
    [
      "a template",
      { ansible_host: "{{ inventory_hostname_short }}.{{ site }}", site: "{{ zone }}.net", zone: 7 },
      "web1.7.net",
    ],
  ])("%s is what ssh is given, so that ssh_config has its say", async (_, variables, alias) => {
    expect((await hostOf(host(variables))).alias).toBe(alias);
  });

  test("a lookup in the environment", async () => {
    const files = host({ ansible_user: "{{ lookup('env', 'LOGIN') }}" });
    expect((await hostOf(files, undefined, { LOGIN: "me" })).settings.user).toBe("me");
    expect((await refusal(files)).message).toContain("the environment has no LOGIN");
  });
});

describe("what cannot be told is refused, with the host and the variable", () => {
  test.each<[string, object, string]>([
    ["a filter", { ansible_host: "{{ a | default('b') }}" }, "is more than the name of a variable"],
    [
      "a statement",
      { ansible_user: "{% if a %}b{% endif %}" },
      'ansible_user of host "web1.example.org": it is a template',
    ],
    ["an undefined variable", { ansible_port: "{{ port }}" }, 'the variable "port" is not defined'],
    ["a circle", { ansible_user: "{{ a }}", a: "{{ b }}", b: "{{ a }}" }, "refers to itself"],
    [
      "growth",
      { ansible_user: "{{ a }}", a: "{{b}}".repeat(60), b: "{{c}}".repeat(60), c: "" },
      "too many other variables",
    ],
    ["a file", { ansible_user: "{{ lookup('file', '/x') }}" }, "a file says it"],
    ["a vaulted user", { ansible_user: { __ansible_vault: "x" } }, "it is encrypted"],
    ["a list", { ansible_ssh_common_args: ["-4"] }, "expected text"],
    ["a port", { ansible_port: 70_000 }, 'ansible_port of host "web1.example.org" is not one: "70000"'],
    ["an option as a host", { ansible_host: "-oProxyCommand=x" }, "ansible_host"],
    ["a login in a host", { ansible_host: "root@x" }, "ansible_host"],
    ["a truth", { ansible_become: "perhaps" }, "neither true nor false"],
    ["an option that runs or forwards", { ansible_ssh_extra_args: "-F /x" }, "-F: expected only"],
    ["a quotation", { ansible_ssh_common_args: "-o 'x" }, "a quotation does not end"],
  ])("%s", async (_, variables, message) => {
    expect((await refusal(host(variables))).message).toContain(message);
  });

  test("twenty of many", async () => {
    const error = await refusal({ hosts: "h[1:30] ansible_port=x" });
    expect(error.message.split("\n")).toHaveLength(21);
    expect(error.message).toMatch(/\nand 10 more$/);
  });

  test("a vaulted value in YAML", async () => {
    const error = await refusal({ "hosts.yml": "all: { hosts: { a: { ansible_host: !vault x } } }" });
    expect(error.message).toContain('ansible_host of host "a": it is encrypted');
  });
});

test.each(["doas", "community.general.doas"])("root through %s is taken over, and said", async (method) => {
  const { hosts, notes } = await load(host({ ansible_become: true, ansible_become_method: method }));
  expect([...hosts.values()]).toMatchObject([{ settings: { become: "always", become_method: "doas" } }]);
  expect(notes).toEqual(["as root through doas, as ansible_become_method says (1 host)"]);
});

describe("what is not taken over is said once", () => {
  test.each<[string, object, RegExp]>([
    [
      "another way to become",
      { ansible_become: true, ansible_become_method: "su" },
      /ansible_become_method is "su", not sudo or doas \(1 host\)/,
    ],
    [
      "another user",
      { ansible_become: true, ansible_become_user: "www" },
      /ansible_become_user is "www", not root/,
    ],
    ["a timeout", { ansible_ssh_timeout: 3 }, /^ansible_ssh_timeout is not taken over \(1 host\)$/],
    ["host keys", { ansible_host_key_checking: false }, /^host keys are checked all the same/],
    [
      "host keys, by option",
      { ansible_ssh_common_args: "-o StrictHostKeyChecking=no -oUserKnownHostsFile=/dev/null" },
      /^host keys are checked/,
    ],
    ["sudo's flags", { ansible_become_flags: "-H" }, /^ansible_become_flags is not taken over/],
  ])("%s", async (_, variables, note) => {
    expect(await notesOf(variables)).toEqual([expect.stringMatching(note)]);
    const { become, ssh_args } = await settingsOf(variables);
    expect([become ?? "never", ssh_args]).toEqual(["never", undefined]);
  });

  test("what is not about reaching hosts is passed over in silence", async () => {
    const variables = {
      ansible_python_interpreter: "x",
      ansible_pipelining: true,
      ansible_ssh_control_path: "y",
      ansible_network_os: "z",
      own: 1,
    };
    expect(await notesOf(variables)).toEqual([]);
  });

  test("hosts that are not reached through SSH are named, and left out", async () => {
    const { hosts, notes } = await load({
      hosts: "a\n[win]\nw[1:3]\n[win:vars]\nansible_connection=winrm\nansible_ssh_host={{ x }}",
    });
    expect([...hosts.keys()]).toEqual(["a"]);
    expect(notes).toEqual(['left out: ansible_connection is "winrm", which is not SSH (3 hosts: w[1-3])']);
  });
});

describe("passwords", () => {
  test.each<[string, object, object]>([
    ["env", { ansible_password: "{{ lookup('env', 'A_B') }}" }, { password: { env: "A_B" } }],
    [
      "env by its long name",
      { ansible_ssh_pass: '{{lookup("ansible.builtin.env","X")}}' },
      { password: { env: "X" } },
    ],
    ["file", { ansible_ssh_password: "{{ lookup('file', '~/p') }}" }, { password: { file: "~/p" } }],
    ["sudo's", { ansible_become_pass: "{{ lookup('env', 'S') }}" }, { become_password: { env: "S" } }],
    [
      "through another variable",
      { ansible_become_password: "{{ s }}", s: "{{ lookup('env', 'S') }}" },
      { become_password: { env: "S" } },
    ],
  ])("by reference: %s", async (_, variables, settings) => {
    expect(await settingsOf(variables)).toEqual(settings);
    expect(await notesOf(variables)).toEqual([]);
  });

  test.each<[string, object, string]>([
    ["literal", { ansible_password: "hunter2" }, "ansible_password stands in the inventory"],
    ["number", { ansible_ssh_pass: 40_271 }, "ansible_ssh_pass stands in the inventory"],
    [
      "vaulted elsewhere",
      { ansible_become_password: "{{ v }}", v: { __ansible_vault: "hunter2" } },
      "ansible_become_password is encrypted",
    ],
    ["filtered", { ansible_password: "{{ 'hunter2' | trim }}" }, "ansible_password is a template"],
    [
      "beside a lookup",
      { ansible_password: "hunter2{{ lookup('file', 'x') }}" },
      "ansible_password is a template",
    ],
  ])("not taken: %s", async (_, variables, note) => {
    const inventory = await load(host(variables));
    expect(inventory.notes).toEqual([expect.stringContaining(note)]);
    expect(JSON.stringify([...inventory.hosts.values(), inventory.notes])).not.toMatch(/hunter2|40271/);
  });

  test("vaulted in YAML, once for all hosts", async () => {
    const { notes } = await load({
      "h.yml": "all: { vars: { ansible_password: !vault x }, hosts: { 'a[1:3]': } }",
    });
    expect(notes).toEqual([
      expect.stringMatching(/^ansible_password is encrypted and not taken: .* \(3 hosts\)$/),
    ]);
  });
});
