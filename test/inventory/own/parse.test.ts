import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InventoryError } from "../../../src/base/errors.js";
import { formatInventoryError } from "../../../src/inventory/own/format-error.js";
import { parseInventory } from "../../../src/inventory/own/parse.js";
import { refusal, resolve } from "../../support/inventory.js";
import { expectCheap, expectLinear } from "../../support/linear.js";

const lines = (...text: string[]) => `${text.join("\n")}\n`;

describe("parseInventory", () => {
  test("reads groups, nested groups, ranges and hosts in the order of the file", () => {
    const inventory = parseInventory(
      lines(
        "groups:",
        "  all_linux:",
        "    children:",
        "      web: { hosts: ['web[1:2]'], port: 2222 }",
        "      batch:",
        "  empty:",
        "hosts:",
        "  web2: { user: two }",
        "  batch1: { address: '[2001:db8::1]', groups: [batch] }",
        "  bare:",
        "compare_by: host.os_version",
        "limits: { running: 8 }",
      ),
      "inv.yaml",
    );
    expect([...inventory.hosts.keys()]).toEqual(["web1", "web2", "batch1", "bare"]);
    expect([...inventory.groups.values()].map(({ name, parents }) => [name, ...parents])).toEqual([
      ["all_linux"],
      ["web", "all_linux"],
      ["empty"],
      ["batch", "all_linux"],
    ]);
    expect(inventory.hosts.get("web2")).toEqual({ name: "web2", settings: { user: "two" }, groups: ["web"] });
    expect(inventory.hosts.get("batch1")?.address).toBe("2001:db8::1");
    expect(inventory).toMatchObject({
      file: "inv.yaml",
      compareBy: "host.os_version",
      limits: { handshakes: 16, running: 8 },
    });
  });

  test("takes a group that is only referred to, if a parent and a host agree that it exists", () => {
    const text = "groups: { all_linux: { children: [batch] } }\nhosts: { b1: { groups: [batch] } }";
    expect(resolve(text)[0]?.identity.groups).toEqual(["batch", "all_linux"]);
  });

  test("lets hosts stand under several ranges that agree", () => {
    const text = lines("hosts:", "  n[1:3]: { port: 1 }", "  n2: { user: u, port: 1 }");
    expect(parseInventory(text, "f").hosts.get("n2")?.settings).toEqual({ port: 1, user: "u" });
    expect(parseInventory(text, "f").hosts.get("n3")?.settings).toEqual({ port: 1 });
  });

  test("follows anchors and aliases", () => {
    const text = "hosts: { a: &a { port: 1 }, b: *a }";
    expect(resolve(text).map(({ target }) => target.port)).toEqual([1, 1]);
  });

  test("reads 10,000 hosts with settings of their own in linear time", () => {
    const inventory = (size: number) => {
      const hosts = Array.from(
        { length: size / 2 },
        (_, i) => `  h${i}:\n    address: a${i}\n    groups: [g${i % 50}]`,
      );
      const each = size / 100;
      const groups = Array.from(
        { length: 50 },
        (_, i) => `  g${i}: { user: u${i}, hosts: ['r${i}n[1:${each}]'] }`,
      );
      return lines("groups:", ...groups, "hosts:", ...hosts);
    };
    expectLinear((size) => expect(resolve(inventory(size))).toHaveLength(size), 2500);
  });
});

describe("complaints name the place", () => {
  test.each([
    ["unknown key", "defaults:\n  prot: 22", 2, 3, 'unknown key "prot" (did you mean "port"?)'],
    ["unknown section", "defalts: {}", 1, 1, 'unknown key "defalts" (did you mean "defaults"?)'],
    ["far-off key", "x: 1", 1, 1, "known here: defaults, groups, hosts, compare_by, facts, limits"],
    ["unknown key of a limit", "limits:\n  runing: 3", 2, 3, 'did you mean "running"'],
    ["unknown key of a host", "hosts:\n  a: { adress: x }", 2, 8, 'did you mean "address"'],
    ["nested group", "groups:\n  a:\n    children:\n      b: { port: x }", 4, 18, "expected a port number"],
    ["wrong type", "defaults:\n  agent: no", 2, 10, "expected true or false"],
    ["port", "defaults: { port: 70000 }", 1, 19, "between 1 and 65535"],
    ["enumeration", "defaults: { host_keys: lax }", 1, 24, "expected strict or accept-new"],
    ["duration without unit", "defaults: { deadline: 90 }", 1, 23, "a duration with its unit"],
    ["duration of nothing", "defaults: { deadline: 0s }", 1, 23, "between 1ms and 24h"],
    ["empty known_hosts", "defaults: { known_hosts: [] }", 1, 26, "expected a path or a list"],
    ["list item", "defaults: { identity_file: [a, 3] }", 1, 32, "expected text"],
    ["empty value", "defaults:\n  user:\n", 2, 3, "expected text"],
    ["a list as the whole", "- a", 1, 1, "expected a mapping"],
    ["nothing", "# only a comment", 1, 1, "the inventory is empty"],
    ["become", "defaults: { become: maybe }", 1, 21, "expected never or auto or always"],
    ["transport", "defaults: { transport: telnet }", 1, 24, "expected auto or ssh2 or openssh or local"],
    ["merge key", "defaults: { <<: {} }", 1, 13, "merge keys are not supported"],
    ["tag", "defaults: !!binary aGk=", 1, 11, "Unresolved tag"],
    ["duplicate key", "defaults: {}\ndefaults: {}", 2, 1, "stands twice"],
    ["syntax", "defaults: {\n  port: 1\n", 3, 1, "Flow map"],
    ["second document", "hosts: {}\n---\nhosts: {}", 2, 1, "one YAML document"],
    ["prototype", "hosts:\n  __proto__: { port: 1 }", 2, 3, '"__proto__" cannot be a key'],
    ["key that is no name", "hosts: { ? [a] : {} }", 1, 12, "a key must be a name"],
    ["alias of nothing", "defaults: *d", 1, 11, "no anchor before it"],
    ["alias of itself", "groups: &g { a: { children: *g } }", 1, 29, "contains itself"],
    ["depth", "[".repeat(20_000), 1, expect.any(Number), "nested too deeply"],
    ["group name", "groups: { 'a b': }", 1, 11, "expected a group name"],
    [
      "child group",
      "groups: { web: , a: { children: [wbe] } }",
      1,
      34,
      'no group "wbe" is defined (did you mean "web"?)',
    ],
    ["group of a host", "groups: { web: }\nhosts: { a: { groups: [wbe] } }", 2, 24, 'did you mean "web"'],
    [
      "cycle",
      "groups:\n  a: { children: [b] }\n  b: { children: [a] }",
      2,
      3,
      "contain each other: a > b > a",
    ],
    ["own child", "groups: { a: { children: [a] } }", 1, 11, "contain each other: a > a"],
    [
      "group defined twice",
      "groups: { a: { children: { b: {} } }, b: {} }",
      1,
      39,
      'group "b" is defined twice',
    ],
    ["range in a group", "groups: { a: { hosts: [ok, 'n[3:1]'] } }", 1, 28, "ends before it begins"],
    ["range of hosts", "hosts: { 'n[1': }", 1, 10, "unmatched bracket"],
    ["option for a host", "hosts: { -oProxyCommand=x: }", 1, 10, "expected a host name"],
    ["login in a host", "hosts: { root@a: }", 1, 10, "expected a host name"],
    [
      "option for an address",
      "hosts: { a: { address: -oX } }",
      1,
      24,
      "expected a host name or an IP address",
    ],
    ["address of a range", "hosts: { 'n[1:2]': { address: x } }", 1, 22, "cannot serve 2 hosts"],
    [
      "contradiction",
      "hosts:\n  n1: { port: 1 }\n  n[1:2]: { port: 2 }",
      3,
      13,
      '"n1" gives host "n1" another port',
    ],
    ["fact id", "defaults: { expect: { Python: '3' } }", 1, 23, "expected a fact id"],
    [
      "version without quotes",
      "defaults: { expect: { apache.mpm: 3.10 } }",
      1,
      35,
      "write a version in quotes",
    ],
    [
      "version within one_of",
      "hosts: { a: { expect: { apache.mpm: { one_of: ['3', 3.1] } } } }",
      1,
      53,
      "in quotes",
    ],
    [
      "pattern",
      "defaults: { expect: { apache.mpm: { pattern: '(' } } }",
      1,
      46,
      "Invalid regular expression",
    ],
    [
      "form of an expectation",
      "defaults: { expect: { a.b: { like: x } } }",
      1,
      28,
      "expected a value, a list",
    ],
    ["range", "defaults: { expect: { apache.mpm: { range: new } } }", 1, 44, "not a version range"],
    [
      "fact of an expectation",
      "defaults: { expect: { python.libary.version: '3.11' } }",
      1,
      23,
      'there is no fact python.libary.version (did you mean "python.library.version"?)',
    ],
    [
      "fact of nothing near",
      "hosts: { a: { expect: { nothing.like_it: 1 } } }",
      1,
      25,
      "there is no fact nothing.like_it; wsgi-audit explain lists them",
    ],
    [
      "fact of a nested group",
      "groups:\n  a:\n    children:\n      b: { expect: { apache.mpmm: event } }",
      4,
      22,
      'did you mean "apache.mpm"?',
    ],
    [
      "fact that the inventory does not have",
      "facts: { user.rack: { command: hostname } }\ndefaults: { expect: { user.rak: a } }",
      2,
      23,
      'did you mean "user.rack"?',
    ],
    [
      "text where the fact is yes or no",
      "defaults: { expect: { apache.running: 'yes' } }",
      1,
      39,
      "expected true or false",
    ],
    ["key of a fact", "facts: { user.a: { command: a, tpye: list } }", 1, 32, 'did you mean "type"?'],
    [
      "pattern of an exit status",
      "facts: { user.a: { command: a, type: boolean, pattern: x } }",
      1,
      47,
      "no pattern is looked for",
    ],
    ["one value of a list", "defaults: { expect: { apache.listen: '80' } }", 1, 38, "expected a list"],
    [
      "another type among several",
      "defaults: { expect: { apache.mpm: { one_of: [event, true] } } }",
      1,
      53,
      "expected text",
    ],
    ["list for a text", "defaults: { expect: { apache.mpm: [event] } }", 1, 35, "expected text"],
    ["compare_by", "compare_by: grp", 1, 13, 'expected "group" or a host fact'],
    [
      "misspelt fact to compare by",
      "compare_by: host.os_versoin",
      1,
      13,
      'there is no fact host.os_versoin (did you mean "host.os_version"?)',
    ],
    ["compare_by of an installation", "compare_by: apache.mpm", 1, 13, "a fact of installations"],
  ])("%s", (_, text, line, column, message) => {
    const error = refusal(text);
    expect({ file: error.file, line: error.line, column: error.column }).toEqual({
      file: "inv.yaml",
      line,
      column,
    });
    expect(error.message).toContain(message);
    expect(error.source).toBe(text.split("\n")[line - 1]);
  });

  test("all of a stage at once, in the order of the file", () => {
    const error = refusal(lines("limits: { running: 0 }", "defaults:", "  prot: 22", "  usr: me"));
    expect(formatInventoryError(error)).toBe(
      [
        "inv.yaml:1:20: expected a number of simultaneous hosts between 1 and 1024",
        "  limits: { running: 0 }",
        "                     ^",
        'inv.yaml:3:3: unknown key "prot" (did you mean "port"?)',
        "    prot: 22",
        "    ^",
        'inv.yaml:4:3: unknown key "usr" (did you mean "user"?)',
        "    usr: me",
        "    ^",
      ].join("\n"),
    );
  });

  test("but no more than twenty", () => {
    const error = refusal(lines("hosts:", ...Array.from({ length: 500 }, (_, i) => `  h${i}: { prt: 1 }`)));
    expect(error.message.match(/unknown key/g)).toHaveLength(20);
    expect(error.message).toMatch(/\nand 480 more$/);
  });

  test("with Windows line ends and a byte order mark", () => {
    const error = refusal("\uFEFFhosts:\r\n  a:\r\n    prot: 1\r\n");
    expect([error.line, error.column, error.source]).toEqual([3, 5, "    prot: 1"]);
  });

  test("aliases of aliases do not fill the memory", async () => {
    const levels = "bcdefghij".split("").map((name, i) => {
      const below = String.fromCharCode(name.charCodeAt(0) - 1);
      return `h${i}: &${name} [${Array(9).fill(`*${below}`).join(", ")}]`;
    });
    const text = lines("h: &a [x]", ...levels);
    await expectCheap(() => expect(refusal(text).message).toContain("aliases multiply"), 1000);
  });
});

test("whatever the text, it is an inventory or an InventoryError within the text", () => {
  const word = fc.constantFrom(
    ..."defaults groups hosts children expect port user password a b [1:3] { } [ ] : , - ? | > & * ! ' \" #".split(
      " ",
    ),
    "\n",
    "\n  ",
    "\n    ",
    ": ",
    " ",
    "&a ",
    "*a",
  );
  const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(""));
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), (sample) => {
      try {
        expect(parseInventory(sample, "f").hosts).toBeInstanceOf(Map);
      } catch (error) {
        expect(error).toBeInstanceOf(InventoryError);
        if (!(error instanceof InventoryError)) return;
        expect(error.line).toBeGreaterThanOrEqual(1);
        expect(error.line).toBeLessThanOrEqual(sample.split("\n").length);
      }
    }),
    { numRuns: 2_000 },
  );
});
