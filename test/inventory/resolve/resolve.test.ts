import { describe, expect, test } from "vitest";
import { resolve, resolveOne } from "../../support/inventory.js";
import { expectCheap } from "../../support/linear.js";

describe("resolveHosts", () => {
  test("falls back to what OpenSSH does", () => {
    expect(resolveOne("hosts: { a.example.org: }", "a.example.org")).toEqual({
      identity: { name: "a.example.org", address: "me@a.example.org:22", groups: [], expect: {} },
      target: {
        name: "a.example.org",
        address: "a.example.org",
        port: 22,
        user: "me",
        identityFiles: [
          "/home/me/.ssh/id_ed25519",
          "/home/me/.ssh/id_ecdsa",
          "/home/me/.ssh/id_rsa",
          "/home/me/.ssh/id_ed25519_sk",
        ],
        agent: true,
        knownHosts: [
          "/home/me/.ssh/known_hosts",
          "/home/me/.ssh/known_hosts2",
          "/etc/ssh/ssh_known_hosts",
          "/etc/ssh/ssh_known_hosts2",
        ],
        hostKeys: "strict",
        connectTimeoutMs: 10_000,
        deadlineMs: 90_000,
        algorithms: "modern",
        transport: "auto",
        given: {},
      },
      observe: [],
      sources: {},
    });
  });

  test("takes URLs to observe from the nearest, each with its own address", () => {
    const yaml = [
      "defaults: { observe: [http://far.example.org/x] }",
      "hosts: { a: { observe: [https://near.example.org/x, { url: http://b.example.org/x, connect: 10.0.0.1:81 }] } }",
    ].join("\n");
    expect(resolveOne(yaml, "a").observe).toEqual([
      { url: "https://near.example.org/x", connect: { host: "127.0.0.1", port: 443 } },
      { url: "http://b.example.org/x", connect: { host: "10.0.0.1", port: 81 } },
    ]);
  });

  test.each([
    "http://user:password@example.org/x",
    "ftp://example.org/x",
    "http://example.org",
    "http://example.org/x#y",
    "http://example.org/'; id; '",
    "http://exa mple.org/x",
  ])("takes no URL such as %s", (url) => {
    expect(() => resolveOne(`hosts: { a: { observe: [${JSON.stringify(url)}] } }`, "a")).toThrow(/URL/);
  });

  test("takes every setting from the file", () => {
    const settings = [
      "user: u",
      "port: 2222",
      "identity_file: ~/k",
      "known_hosts: [~/kh, /kh]",
      "host_keys: accept-new",
      "connect_timeout: 500ms",
      "deadline: 2m",
      "agent: false",
      "algorithms: ancient",
      "become: never",
      "transport: ssh2",
    ];
    for (const level of [
      `defaults: { ${settings.join(", ")} }\nhosts: { a: }`,
      `groups: { g: { hosts: [a], ${settings.join(", ")} } }`,
      `hosts: { a: { ${settings.join(", ")} } }`,
    ])
      expect(resolveOne(level, "a").target).toEqual({
        name: "a",
        address: "a",
        user: "u",
        port: 2222,
        identityFiles: ["/home/me/k"],
        identitiesOnly: true,
        knownHosts: ["/home/me/kh", "/kh"],
        hostKeys: "accept-new",
        connectTimeoutMs: 500,
        deadlineMs: 120_000,
        agent: false,
        algorithms: "ancient",
        transport: "ssh2",
        given: { port: 2222, user: "u", identityFiles: ["/home/me/k"], knownHosts: ["/home/me/kh", "/kh"] },
      });
  });

  test("no identity files leave the agent alone", () => {
    expect(resolveOne("hosts: { a: { identity_file: [] } }", "a").target.identityFiles).toEqual([]);
  });

  test("writes IPv6 addresses in brackets, and dials them bare", () => {
    const { identity, target } = resolveOne("hosts: { a: { address: '[2001:db8::1]', port: 2 } }", "a");
    expect([identity.address, target.address]).toEqual(["me@[2001:db8::1]:2", "2001:db8::1"]);
  });
});

describe("inheritance", () => {
  const tree = `
defaults: { port: 1, user: d, expect: { apache.mpm: d, host.os: d, host.arch: d } }
groups:
  top: { port: 2, user: t, deadline: 1m, children: [middle], expect: { apache.mpm: t, host.os: t } }
  middle: { port: 3, children: { low: { hosts: [h], expect: { apache.mpm: l } } } }
  other: { port: 9, deadline: 9m, hosts: [h] }
hosts:
  h: { user: h }
  alone:
`;

  test("the nearer wins: defaults, parents, children, host", () => {
    const { identity, target } = resolveOne(tree, "h");
    expect(identity.groups).toEqual(["low", "other", "middle", "top"]);
    expect(target).toMatchObject({ user: "h", port: 9, deadlineMs: 540_000 });
    expect(identity.expect).toEqual({ "apache.mpm": "l", "host.os": "t", "host.arch": "d" });
    expect(resolveOne(tree, "alone").target).toMatchObject({ user: "d", port: 1 });
  });

  test("a child is nearer than its parent, even for a host that both of them name", () => {
    const text = "groups: { all: { port: 1, hosts: [h], children: [web] }, web: { port: 2, hosts: [h] } }";
    expect(resolveOne(text, "h").identity.groups).toEqual(["web", "all"]);
    expect(resolveOne(text, "h").target.port).toBe(2);
  });

  test("by the longer of two ways up, a common ancestor comes last", () => {
    const text = `
groups:
  root: { children: [a, d] }
  a: { children: [b] }
  b: { children: [c] }
  d: { children: [c] }
  c: { hosts: [h] }`;
    expect(resolveOne(text, "h").identity.groups).toEqual(["c", "b", "d", "a", "root"]);
  });

  test("of equally near groups the first in the file wins, whatever order the host names them in", () => {
    const text = "groups: { x: { port: 1 }, y: { port: 2 } }\nhosts: { h: { groups: [y, x] } }";
    expect(resolveOne(text, "h").target.port).toBe(1);
  });

  test("an expectation of a list is replaced, not merged", () => {
    const text =
      "defaults: { expect: { apache.listen: [x, y] } }\nhosts: { h: { expect: { apache.listen: [z] } } }";
    expect(resolveOne(text, "h").identity.expect).toEqual({ "apache.listen": ["z"] });
  });

  test("hosts do not share what they may change", () => {
    const [a, b] = resolve("hosts: { a: , b: }");
    expect(a?.identity.groups).not.toBe(b?.identity.groups);
    expect(a?.identity.expect).not.toBe(b?.identity.expect);
  });

  test("a deep chain of groups does not exhaust the stack, nor diamonds the time", async () => {
    const levels = Array.from({ length: 300 }, (_, i) => [
      `  l${i}: { children: [r${i + 1}, l${i + 1}] }`,
      `  r${i}: { children: [r${i + 1}, l${i + 1}] }`,
    ]).flat();
    const text = ["groups:", ...levels, "  l300: { hosts: [h] }", "  r300: { hosts: [h] }"].join("\n");
    await expectCheap(() => expect(resolveOne(text, "h").identity.groups).toHaveLength(602), 2000);
  });
});
