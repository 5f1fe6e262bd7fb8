import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Proxied, proxied } from "../../src/apache-config/proxied.js";
import { type ReadContext, readFiles } from "../../src/apache-config/reader.js";
import { serversOf } from "../../src/apache-config/servers.js";
import { readTree } from "../../src/apache-config/tree.js";
import { shownUpstream } from "../../src/apache-config/upstream.js";
import { budgetOfHost, TooMuchError } from "../../src/base/budget.js";

const context: ReadContext = {
  version: "2.4.62",
  serverRoot: "/e",
  defines: [],
  compiledIn: [],
  existing: [],
};
const listing = (lines: readonly string[]) =>
  `# In file: /e/a.conf\n${lines.map((line, at) => `${at + 1}\t${line}`).join("\n")}\n`;
const names = { byPlace: new Map(), base: undefined };
const shownTo = ({ to }: Proxied) => (to === undefined ? null : to === "nobody" ? "!" : shownUpstream(to));

/** The same by httpd's dump and by the files. */
function found(...lines: string[]): Proxied[] {
  const dumped = proxied(serversOf(readTree(listing(lines)), names), budgetOfHost());
  expect(proxied(serversOf(readFiles(listing(lines), context), names), budgetOfHost())).toEqual(dumped);
  return dumped;
}
const places = (...lines: string[]) =>
  found(...lines).map((each) => [each.url, shownTo(each), each.conditional ? "maybe" : "always"]);

describe("where requests are handed on from", () => {
  it.each<[string, string[], unknown[][]]>([
    ["a path", ["ProxyPass /a http://127.0.0.1:8000..."], [["/a", "http://127.0.0.1:8000", "always"]]],
    ["the port of a scheme", ["ProxyPass / uwsgi://h..."], [["/", "uwsgi://h:3031", "always"]]],
    ["a name with its dot", ["ProxyPass / http://h.org...."], [["/", "http://h.org:80", "always"]]],
    ["an unknown scheme", ["ProxyPass / x-y://h..."], [["/", "x-y://h", "always"]]],
    ["an exception", ["ProxyPass /static !"], [["/static", "!", "always"]]],
    [
      "an exception in a section",
      ["<Location /static>", "ProxyPass !", "</Location>"],
      [["/static", "!", "always"]],
    ],
    [
      "a socket",
      ["ProxyPass /a unix:/run/a.sock|http://localhost..."],
      [["/a", "unix:/run/a.sock|http://localhost", "always"]],
    ],
    [
      "a section",
      ["<Location /a>", "ProxyPass http://H:1...", "</Location>"],
      [["/a", "http://h:1", "always"]],
    ],
    [
      "an expression as a section",
      ['<LocationMatch "^/(a|b)">', "ProxyPass http://h:1...", "</LocationMatch>"],
      [["~ ^/(a|b)", "http://h:1", "always"]],
    ],
    [
      "a tilde",
      ["<Location ~ ^/a>", "SetHandler proxy:http://[::1]:1...", "</Location>"],
      [["~ ^/a", "http://[::1]:1", "always"]],
    ],
    [
      "files",
      ["<FilesMatch \\.php$>", "SetHandler proxy:unix:/r/f.sock|fcgi://localhost...", "</FilesMatch>"],
      [["<FilesMatch \\.php$>", "unix:/r/f.sock|fcgi://localhost", "always"]],
    ],
    ["endings", ["AddHandler proxy:fcgi://h... .php p"], [["*.php *.p", "fcgi://h:8000", "always"]]],
    ["another handler", ["SetHandler server-status", "AddHandler cgi-script .cgi"], []],
    ["what the host kept to itself", ["ProxyPass /a http://..."], [["/a", null, "always"]]],
    ["a variable that nobody knows", ["ProxyPass /a http://${H}:1..."], [["/a", null, "always"]]],
    ["nothing but that", ["<Location /a>", "ProxyPass ${H}...", "</Location>"], [["/a", null, "always"]]],
    [
      "an expression that goes on with what it found",
      ["ProxyPassMatch ^(/.*\\.gif)$ http://h:80$1..."],
      [["~ ^(/.*\\.gif)$", "http://h:80", "always"]],
    ],
    [
      "one that may go on with the port",
      ["ProxyPassMatch ^/(.*)$ http://h:80$1..."],
      [["~ ^/(.*)$", null, "always"]],
    ],
    [
      "a rule",
      ["RewriteEngine On", "RewriteRule ^/a http://h:1... [L,P]"],
      [["~ ^/a", "http://h:1", "always"]],
    ],
    [
      "a rule with a condition",
      ["RewriteEngine On", "RewriteCond ...", "RewriteRule ^/a http://h:1... [P]"],
      [["~ ^/a", "http://h:1", "maybe"]],
    ],
    ["a rule that hands nothing on", ["RewriteEngine On", "RewriteRule ^/a http://... [R=301]"], []],
    ["a rule without an engine", ["RewriteRule ^/a http://h:1... [P]"], []],
    [
      "a rule of a directory",
      ["<Directory /srv>", "RewriteEngine On", "RewriteRule ^(.*)$ http://h:1$1... [P]", "</Directory>"],
      [["<Directory /srv> ~ ^(.*)$", null, "always"]],
    ],
    [
      "a rule whose engine another section may have",
      ["<Location /a>", "RewriteRule ^ http://h:1... [P]", "</Location>"],
      [["<Location /a> ~ ^", "http://h:1", "maybe"]],
    ],
    [
      "a condition",
      ["<Location /a>", "<If ...>", "SetHandler proxy:http://h:1...", "</If>", "</Location>"],
      [["/a", "http://h:1", "maybe"]],
    ],
  ])("%s", (_name, lines, expected) => {
    expect(places(...lines)).toEqual(expected);
  });

  it("is told of each virtual host by itself, and which rules of the main server they may take over", () => {
    const rule = "RewriteRule ^/r http://r:1... [P]";
    const host = (...lines: string[]) => [
      "<VirtualHost *:80>",
      "ServerName a.test",
      ...lines,
      "</VirtualHost>",
    ];
    const of = (...lines: string[]) => found(...lines).map((each) => [each.vhost, each.url, each.declaredAt]);
    expect(of("ProxyPass /m http://m:1...", ...host("ProxyPass /v http://v:1..."))).toEqual([
      ["", "/m", "/e/a.conf:1"],
      ["a.test (*:80)", "/v", "/e/a.conf:4"],
    ]);
    expect(places(rule, ...host("RewriteEngine On"))).toEqual([]);
    expect(places(rule, ...host("RewriteEngine On", "RewriteOptions Inherit"))).toEqual([
      ["~ ^/r", "http://r:1", "maybe"],
    ]);
  });

  it("is told for each member of a balancer, a server's own before the main server's", () => {
    const balancer = (name: string, ...members: string[]) => [
      `<Proxy balancer://${name}...>`,
      ...members.map((member) => `BalancerMember ${member}`),
      "</Proxy>",
    ];
    const all = found(
      ...balancer("c", "http://one:1...", "http://..."),
      "BalancerMember balancer://d... http://two:2...",
      "ProxyPass /c balancer://C...",
      "ProxyPass /d balancer://d...",
      "ProxyPass /e balancer://e...",
      "<VirtualHost *:80>",
      ...balancer("c", "http://own:1..."),
      "ProxyPass /v balancer://c...",
      "ProxyPass /w balancer://d...",
      "</VirtualHost>",
    );
    expect(all.map((each) => [each.url, each.balancer, shownTo(each)])).toEqual([
      ["/c", "balancer://c", "http://one:1"],
      ["/c", "balancer://c", null],
      ["/d", "balancer://d", "http://two:2"],
      ["/e", "balancer://e", null],
      ["/v", "balancer://c", "http://own:1"],
      ["/w", "balancer://d", "http://two:2"],
    ]);
  });

  it("is what was generated, wherever and in whatever order it stands", () => {
    const port = fc.integer({ min: 1, max: 65535 });
    const place = fc.tuple(fc.constantFrom("/a", "/b/c"), port, fc.nat(4)).map(([path, number, kind]) => {
      const to = `http://127.0.0.1:${number}`;
      const written = [
        { lines: [`ProxyPass ${path} ${to}...`], url: path },
        { lines: [`ProxyPassMatch ^${path}/(.*) ${to}...`], url: `~ ^${path}/(.*)` },
        { lines: [`<Location ${path}>`, `ProxyPass ${to}...`, "</Location>"], url: path },
        { lines: [`<Location ${path}>`, `SetHandler "proxy:${to}..."`, "</Location>"], url: path },
        { lines: [`RewriteRule ^${path} ${to}... [P]`], url: `~ ^${path}` },
      ][kind] ?? { lines: [], url: "" };
      return { ...written, to };
    });
    fc.assert(
      fc.property(fc.array(fc.array(place, { maxLength: 5 }), { maxLength: 4 }), (hosts) => {
        const lines = hosts.flatMap((each) => [
          "<VirtualHost *:80>",
          "RewriteEngine On",
          ...each.flatMap((one) => ["WSGIScriptAlias /x /srv/x.wsgi", ...one.lines]),
          "</VirtualHost>",
        ]);
        const expected = hosts.flat().map(({ url, to }) => [url, to, "always"]);
        expect(places(...lines)).toEqual(expected);
      }),
    );
  });

  it("is any text without trouble; what makes much of little is refused", () => {
    const word = fc.constantFrom(
      "ProxyPass",
      "BalancerMember",
      "<Proxy",
      "<Location",
      "RewriteRule",
      "SetHandler",
    );
    const line = fc.tuple(word, fc.string({ unit: "binary", maxLength: 60 })).map((pair) => pair.join(" "));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const tree = readTree(listing(lines.map((each) => each.replaceAll("\n", " "))));
        for (const each of proxied(serversOf(tree, names), budgetOfHost()))
          expect(shownTo(each) ?? "").not.toMatch(/[\s@]/);
      }),
    );
    const many = (count: number, text: string) => Array.from({ length: count }, () => text);
    const members = [
      ...many(3000, "BalancerMember balancer://c... http://h:1..."),
      ...many(3000, "ProxyPass /a balancer://c..."),
    ];
    const longest = [
      `<Files ${"x".repeat(1_000_000)}>`,
      ...many(1000, "SetHandler proxy:http://h:1..."),
      "</Files>",
    ];
    for (const lines of [members, longest]) expect(() => found(...lines)).toThrow(TooMuchError);
  });
});
