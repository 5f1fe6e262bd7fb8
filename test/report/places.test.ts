import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forShell } from "../../src/report/escape.js";
import { reporters } from "../../src/report/index.js";
import { withoutDomain } from "../../src/report/places.js";
import { auditOf, host, installation } from "../support/sample.js";

const options = {
  color: false,
  width: 120,
  fold: true,
  apps: false,
  failOn: "warning" as const,
  command: "wsgi-audit run",
};
const textOf = (hosts: Parameters<typeof auditOf>[0], more = {}) =>
  reporters.text(auditOf(hosts), { ...options, ...more });

describe("a host with several installations", () => {
  const second = "/opt/httpd/bin/httpd:/opt/httpd/conf/httpd.conf";
  const two = host("web1", {
    installations: [installation(), installation({ "python.link": "static" }, {}, second)],
  });

  it.each([true, false])("names the installation in the matrix and with the finding (folded: %s)", (fold) => {
    const text = textOf([two, host("web2")], { fold });
    expect(text).toContain(`  web1 ${second}\n`);
    expect(text).toContain(`  web1 ${second}: mod_wsgi.so holds a Python of its own`);
    expect(text).toMatch(fold ? /^ {2}web1 \/usr\/sbin.*, web2 \(2\)$/m : /^ {2}web2 /m);
  });
});

describe("names whose common domain is left out", () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/);
  const inside = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,12}$/);

  it("are those of hosts, and of hosts in front of their containers, which keep their own whole", () => {
    fc.assert(
      fc.property(label, label, inside, fc.boolean(), (host, site, name, alike) => {
        const domain = `.${site}.example.org`;
        const container = alike ? `${name}${domain}` : name;
        expect(withoutDomain(`${host}${domain}`, domain)).toBe(host);
        expect(withoutDomain(`${host}${domain}/${container}`, domain)).toBe(`${host}/${container}`);
        expect(withoutDomain(`${host}.example.net/${container}`, domain)).toBe(
          `${host}.example.net/${container}`,
        );
        expect(withoutDomain(`${host}${domain}/${container}`, "")).toBe(`${host}${domain}/${container}`);
      }),
    );
  });

  it("stand so in lists of the text report", () => {
    const bad = [installation({ "python.library.path": "not found" })];
    const [one, two] = ["web1.example.org", "web2.example.org"] as const;
    const audit = auditOf([
      host(one, { installations: bad }),
      host(two),
      { ...host(`${two}/shop.example.org`, { installations: bad }), containerOf: two },
    ]);
    const text = reporters.text({ ...audit, run: { ...audit.run, selected: [one, two] } }, options);
    expect(text).toMatch(/ python\/library-not-found +web1, web2\/shop\.example\.org$/m);
  });
});

describe("folding", () => {
  const broken = (name: string, path: string) =>
    host(name, {
      installations: [
        installation({ "python.library.deleted": true, "python.library.mapped": [`${path} (deleted)`] }),
      ],
    });

  it("keeps evidence with the hosts that it was seen on", () => {
    const text = textOf([
      broken("web1", "/lib/a.so"),
      broken("web2", "/lib/b.so"),
      broken("web3", "/lib/a.so"),
    ]);
    expect(text).toMatch(
      /web\[1,3\] \(2\): a process maps[\s\S]*?a\.so[\s\S]*?web2: a process maps[\s\S]*?b\.so/,
    );
  });

  it("gives each system its remedy, and says whose it is", () => {
    const rocky = { ...broken("web2", "/lib/a.so"), facts: { "host.os": "rocky" } };
    const text = textOf([broken("web1", "/lib/a.so"), rocky]);
    expect(text).toMatch(/remedy on web1: .*apache2/);
    expect(text).toMatch(/remedy on web2: .*httpd/);
  });

  it("shows hosts that fare alike once, with the command for all of them", () => {
    const error = { stage: "dial", code: "refused", message: "connection refused", hint: "is sshd running?" };
    const gone = ["web1", "web2", "web3"].map((name) =>
      host(name, { status: "unreachable", facts: {}, installations: [], error }),
    );
    const text = textOf([...gone, host("web4")]);
    expect(text).toContain("  web[1-3] (3)  unreachable (dial, refused): connection refused\n      is sshd");
    expect(text.split("\n")).toContain("re-run: wsgi-audit run 'web[1-3]'");
  });

  it("says which checks failed on a partial host", () => {
    const checks = { mutex: { outcome: "failed", reason: "ended by its time limit" } } as const;
    expect(textOf([host("web1", { status: "partial", checks })])).toContain(
      "  web1  partial: mutex: ended by its time limit",
    );
  });

  it("does not let a class with many scattered hosts push the columns aside", () => {
    const fleet = Array.from({ length: 600 }, (_, index) =>
      host(`h${index}`, {
        installations: [installation({ "wsgi.version": index % 3 === 0 ? `v${index}` : "4.9.4" })],
      }),
    );
    const lines = textOf(fleet).split("\n");
    expect(lines.filter((line) => line.length > 160)).toEqual([]);
    expect(lines.find((line) => line.includes("v3 *"))).toMatch(/^ {2}h3 {1,30}v3 \*$/);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}h1, h2, h4, \+397 \(400\) +4\.9\.4$/));
  });
});

describe("the command that re-runs hosts", () => {
  it.each([
    ["web1.example.org", "web1.example.org"],
    ["web[1-3]", "'web[1-3]'"],
    ["a'; rm -rf $HOME; '", "'a'\\''; rm -rf $HOME; '\\'''"],
    ["$(id)", "'$(id)'"],
    ["", "''"],
  ])("quotes %j", (name, word) => {
    expect(forShell(name)).toBe(word);
  });

  it("asks a container with its host, in the text and on the page", () => {
    const silent = (name: string, containerOf: string) => ({
      ...host(name, {
        status: "failed" as const,
        error: { stage: "exec" as const, code: "no-shell" as const, message: "there is no shell" },
      }),
      containerOf,
    });
    const hosts = [host("web1"), silent("web1/shop", "web1"), host("web2"), silent("web2/wiki", "web2")];
    expect(textOf(hosts).split("\n")).toContain("re-run: wsgi-audit run 'web[1-2]'");
    const page = reporters.html(auditOf(hosts), options);
    expect(page).toContain(`"again":"wsgi-audit run 'web[1-2]'"`);
  });
});
