import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Application, evaluateApplications } from "../../src/apache-config/applications.js";
import { readTree } from "../../src/apache-config/tree.js";
import { isUndecided } from "../../src/apache-config/undecided.js";

const FILE = "/etc/httpd.conf";

const listing = (lines: readonly string[]) =>
  `# In file: ${FILE}\n${lines.map((line, index) => `${index + 1}\t${line.trim()}`).join("\n")}`;

/** The first application of a virtual host with these lines, the first of which is line 4. */
function served(
  lines: readonly string[],
  main: readonly string[] = [],
  directories: readonly string[] = [],
  files: readonly string[] = [],
): Application {
  const all = [...main, "Listen 80", "<VirtualHost *:80>", "ServerName a.test", ...lines, "</VirtualHost>"];
  const [app] = evaluateApplications({
    tree: readTree(listing(all)),
    names: { byPlace: new Map(), base: undefined },
    mpm: "event",
    wsgiVersion: "5.0.2",
    user: "www-data",
    isDirectory: (path) => directories.includes(path) || (files.includes(path) ? false : undefined),
  }).filter(({ vhost }) => vhost !== "");
  if (!app) throw new Error("no application");
  return app;
}

const APP = "WSGIScriptAlias /app /srv/a.wsgi";

const verdictOf = ({ problem, differsBelow }: Application) => [
  isUndecided(problem) ? "open" : problem === "" ? "reachable" : "taken",
  differsBelow.length > 0 ? "differs" : "",
];

/** What is said of an expression instead of a mount, in front of which that stands. */
const matched = (expression: string, ...lines: string[]) =>
  verdictOf(served([...lines, `WSGIScriptAliasMatch ${expression} /srv/a.wsgi`]));

describe("what stands in front of all that an expression matches", () => {
  it.each([
    ["what it begins with", "^/app\\b", ["RewriteEngine On", "RewriteRule ^/app - [F]"], "taken", ""],
    ["what it begins with, and all behind", "^/app/v", ["RedirectMatch ^/app(.*)$ https://..."], "taken", ""],
    ["everything", "^/app\\b", ["ProxyPass / http://..."], "taken", ""],
    ["what may be all of it", "^/app\\b", ["ProxyPass /app http://..."], "open", "differs"],
    ["what is below its beginning", "^/app\\b", ["Redirect /app/old https://..."], "open", "differs"],
    ["the beginning alone", "^/app\\b", ["RedirectMatch ^/app$ https://..."], "open", "differs"],
    ["another path", "^/app\\b", ["ProxyPass /other http://..."], "reachable", ""],
    ["an expression for another path", "^/app\\b", ["RedirectMatch ^/other https://..."], "reachable", ""],
    ["a path, of everything", "^/", ["ProxyPass /other http://..."], "reachable", "differs"],
    [
      "a path, of a mount by segments",
      "^/app(/|$)",
      ["ProxyPass /app/old http://..."],
      "reachable",
      "differs",
    ],
    ["the mount by segments", "^/app(/|$)", ["ProxyPass /app http://..."], "taken", ""],
    ["a path, of what may begin with anything", "/app", ["ProxyPass /other http://..."], "open", "differs"],
  ])("%s", (_, expression, lines, ...verdict) => {
    expect(matched(expression, ...lines)).toEqual(verdict);
  });

  it("is never said to be nothing where a URL that it matches is taken", () => {
    const path = fc.array(fc.constantFrom("/a", "/ab", "/a-b", "/b", "/"), { minLength: 1, maxLength: 3 });
    const end = fc.constantFrom("", "\\b", "$", "(/|$)", "(.*)", "/?");
    fc.assert(
      fc.property(path, end, path, fc.constantFrom("", "$", "(.*)$", "/x?"), (own, ending, front, rest) => {
        const [expression, taking] = [`^${own.join("")}${ending}`, `^${front.join("")}${rest}`];
        const urls = ["", "/", "/x", "b", "-b", "/a/b"].flatMap((more) =>
          [own, front].map((at) => at.join("") + more),
        );
        const asked = urls
          .map((url) => url.replace(/\/+/g, "/"))
          .filter((url) => new RegExp(expression.replace(/\/+/g, "/")).test(url));
        const taken = asked.filter((url) => new RegExp(taking.replace(/\/+/g, "/")).test(url));
        const [problem, differs] = matched(expression, `RedirectMatch ${taking} https://...`);
        if (taken.length > 0) expect([problem, differs]).not.toEqual(["reachable", ""]);
        if (problem === "taken") expect(taken).toEqual(asked);
      }),
      { numRuns: 300 },
    );
  });
});

describe("what stands in front of an application", () => {
  it.each([
    ["nothing", [], "reachable", ""],
    ["Redirect of everything", ["Redirect permanent / https://..."], "taken", ""],
    ["RedirectPermanent of its mount", ["RedirectPermanent /app https://..."], "taken", ""],
    ["a status without a target", ["Redirect gone /app"], "taken", ""],
    ["Redirect of another path", ["Redirect /apple https://..."], "reachable", ""],
    ["Redirect below", ["Redirect /app/old https://..."], "reachable", "differs"],
    ["Redirect of what is below the slash", ["Redirect /app/ https://..."], "reachable", "differs"],
    ["RedirectMatch of everything", ["RedirectMatch ^ https://..."], "taken", ""],
    ["RedirectMatch of the mount alone", ["RedirectMatch ^/app$ https://..."], "open", "differs"],
    ["RedirectMatch of another path", ["RedirectMatch ^/other https://..."], "reachable", ""],
    ["RedirectMatch of what may be anywhere", ["RedirectMatch \\.php$ https://..."], "reachable", "differs"],
    ["ProxyPass of everything", ["ProxyPass / http://..."], "taken", ""],
    ["ProxyPass that spares it", ["ProxyPass /app !", "ProxyPass / http://..."], "reachable", ""],
    ["ProxyPass that spares a part", ["ProxyPass /app/x !", "ProxyPass / http://..."], "open", "differs"],
    ["an exception that comes too late", ["ProxyPass / http://...", "ProxyPass /app !"], "taken", ""],
    ["a rule without an engine", ["RewriteRule ^ https://... [R=301,L]"], "reachable", ""],
    ["a rule for everything", ["RewriteEngine On", "RewriteRule ^ https://... [R=301,L]"], "taken", ""],
    ["a refusal", ["RewriteEngine On", "RewriteRule ^/app - [F]"], "taken", ""],
    [
      "a rule for everything, by conditions",
      ["RewriteEngine On", "RewriteCond ...", "RewriteRule ^ https://... [R]"],
      "open",
      "differs",
    ],
    [
      "a rule for all but some",
      ["RewriteEngine On", "RewriteRule !^/app/keep https://... [R]"],
      "open",
      "differs",
    ],
    [
      "a rule for a part",
      ["RewriteEngine On", "RewriteRule ^/app/x$ https://... [R]"],
      "reachable",
      "differs",
    ],
    ["a rule that leads to a file", ["RewriteEngine On", "RewriteRule ^ ... [L]"], "taken", ""],
    ["a rule that leads to another URL", ["RewriteEngine On", "RewriteRule ^ ... [PT]"], "open", "differs"],
    ["a rule that does nothing", ["RewriteEngine On", "RewriteRule ^ -"], "reachable", ""],
    [
      "one that ends the rules before",
      ["RewriteEngine On", "RewriteRule ^/app - [L]", "RewriteRule ^ https://... [R]"],
      "reachable",
      "",
    ],
    [
      "one that others jump over",
      ["RewriteEngine On", "RewriteRule ^/x - [S=1]", "RewriteRule ^ https://... [R]"],
      "open",
      "differs",
    ],
    ["a Location that redirects", ["<Location /app>", "Redirect https://...", "</Location>"], "taken", ""],
    [
      "a Location below that redirects",
      ["<Location /app/x>", "Redirect https://...", "</Location>"],
      "reachable",
      "differs",
    ],
    ["an If that redirects", ['<If "...">', "Redirect / https://...", "</If>"], "open", "differs"],
    ["a Location that is proxied", ["<Location />", "ProxyPass http://...", "</Location>"], "taken", ""],
    ["another handler", ["<Location /app>", "SetHandler server-status", "</Location>"], "taken", ""],
    [
      "another handler below",
      ["<Location /app/status>", "SetHandler server-status", "</Location>"],
      "reachable",
      "differs",
    ],
    ["no handler", ["<Location /app>", "SetHandler None", "</Location>"], "reachable", ""],
  ])("%s", (_name, lines, reachable, differs) => {
    expect(verdictOf(served([...lines, APP]))).toEqual([reachable, differs]);
  });

  it("is inherited from the main server, but for rules", () => {
    expect(verdictOf(served([APP], ["Redirect / https://..."]))).toEqual(["taken", ""]);
    expect(verdictOf(served([APP], ["ProxyPass / http://..."]))).toEqual(["taken", ""]);
    const rules = ["RewriteEngine On", "RewriteRule ^ https://... [R]"];
    expect(verdictOf(served([APP], rules))).toEqual(["reachable", ""]);
    expect(verdictOf(served(["RewriteOptions Inherit", APP], rules))).toEqual(["open", "differs"]);
  });

  it("takes what Redirect says, for any status, path and mount", () => {
    const segment = fc.stringMatching(/^[a-z]{1,3}$/);
    const path = fc.array(segment, { maxLength: 3 }).map((words) => `/${words.join("/")}`);
    const status = fc.constantFrom("", "permanent ", "temp ", "seeother ", "302 ");
    fc.assert(
      fc.property(path, path, status, (mount, redirected, how) => {
        const app = served([
          `WSGIScriptAlias ${mount} /srv/a.wsgi`,
          `Redirect ${how}${redirected} https://...`,
        ]);
        const isAt = (one: string, other: string) => `${one}/`.startsWith(other === "/" ? "/" : `${other}/`);
        const expected = isAt(mount, redirected)
          ? ["taken", ""]
          : ["reachable", isAt(redirected, mount) ? "differs" : ""];
        expect(verdictOf(app)).toEqual(expected);
      }),
    );
  });
});

describe("sections that hold for a part of a mount", () => {
  const inside = (open: string, line: string) => [`<${open}>`, line, `</${open.split(" ")[0]}>`];

  it.each([
    ["Location below", inside("Location /app/x", "WSGIProcessGroup other"), true],
    ["Location of what is below the slash", inside("Location /app/", "WSGIProcessGroup other"), true],
    ["Location above", inside("Location /", "WSGIProcessGroup other"), false],
    ["Location elsewhere", inside("Location /x", "WSGIProcessGroup other"), false],
    ["a pattern that stops at a slash", inside("Location /a*", "WSGIProcessGroup other"), true],
    ["an expression for the mount alone", inside("LocationMatch ^/app$", "WSGIProcessGroup other"), true],
    ["an expression for all of it", inside("LocationMatch ^/app", "WSGIProcessGroup other"), false],
    ["an expression elsewhere", inside("LocationMatch ^/b", "WSGIProcessGroup other"), false],
    ["an expression of a suffix", inside("LocationMatch \\.xml$", "WSGIApplicationGroup other"), true],
    ["access for some", inside("Location /app/admin", "Require ..."), true],
    ["what decides nothing", inside("Location /app/x", "Options None"), false],
    ["the same as above", ["WSGIProcessGroup g", ...inside("Location /app/x", "WSGIProcessGroup g")], false],
  ])("%s: told %s", (_name, lines, told) => {
    expect(served([...lines, APP]).differsBelow.length > 0).toBe(told);
  });

  it("names the file and the line", () => {
    expect(served([...inside("Location /app/x", "WSGIProcessGroup g"), APP]).differsBelow).toEqual([
      `${FILE}:5 WSGIProcessGroup`,
    ]);
  });

  it("have no say in a group that the alias itself names", () => {
    const lines = inside("Location /app/x", "WSGIProcessGroup g");
    expect(served([...lines, `${APP} process-group=h`]).differsBelow).toEqual([]);
  });
});

describe("a directory of scripts", () => {
  const closed = ["<Directory />", "Require all denied", "</Directory>"];
  const opened = ["<Directory /srv/scripts>", "Require all granted", "</Directory>"];
  const alias = ["WSGIScriptAlias /dir /srv/scripts"];

  it("is let in to by its own section, with and without slashes", () => {
    expect(served([...opened, ...alias], closed, ["/srv/scripts"]).access).toBe("granted");
    expect(served([...opened, "WSGIScriptAlias /dir/ /srv/scripts/"], closed).access).toBe("granted");
    expect(served(alias, closed, ["/srv/scripts"]).access).toBe("denied");
  });

  it("is none where the target is a file with a slash at its end", () => {
    const lines = ["<Files a.wsgi>", "WSGIProcessGroup g", "</Files>", "WSGIScriptAlias /a /srv/a.wsgi/"];
    expect(served(lines, [], []).processGroup).toMatchObject({
      undecided: expect.stringContaining("<Files"),
    });
    expect(served(lines, [], [], ["/srv/a.wsgi"]).processGroup).toBe("g");
  });

  it("is known by its section where nobody could look", () => {
    expect(served([...opened, ...alias], closed).access).toBe("granted");
  });

  it("has the groups of the Location of its mount", () => {
    const location = ["<Location /dir>", "WSGIProcessGroup g", "</Location>"];
    const elsewhere = ["<Location /other>", "WSGIProcessGroup h", "</Location>"];
    expect(served([...location, ...elsewhere, ...alias], [], ["/srv/scripts"]).processGroup).toBe("g");
  });
});

describe("scripts by a handler", () => {
  const handled = (options: readonly string[], main: readonly string[] = []) =>
    served(
      ["Alias /x /srv/x.wsgi", "<Directory /srv>", "SetHandler wsgi-script", ...options, "</Directory>"],
      main,
    );

  it.each([
    ["without Options", [], "taken"],
    ["with ExecCGI", ["Options +ExecCGI"], "reachable"],
    ["with everything", ["Options All"], "reachable"],
    ["taken back", ["Options ExecCGI", "Options -ExecCGI"], "taken"],
    ["where .htaccess may have it", ["AllowOverride All"], "open"],
    ["where a request decides", ['<If "...">', "Options +ExecCGI", "</If>"], "open"],
  ])("%s", (_name, options, reachable) => {
    expect(verdictOf(handled(options))[0]).toBe(reachable);
  });

  it("are told of for each extension of AddHandler", () => {
    const lines = ["DocumentRoot /srv/www", "AddHandler wsgi-script .wsgi py", "Options ExecCGI"];
    const all = ["Listen 80", "<VirtualHost *:80>", "ServerName a.test", ...lines, "</VirtualHost>"];
    const apps = evaluateApplications({
      tree: readTree(listing(all)),
      names: { byPlace: new Map(), base: undefined },
      mpm: "event",
      wsgiVersion: undefined,
      user: "www-data",
    });
    expect(apps.map(({ script }) => script)).toEqual(["/srv/www/*.wsgi", "/srv/www/*.py"]);
  });
});

describe("ports in names", () => {
  const hosted = (main: readonly string[], address: string, lines: readonly string[]) => {
    const all = [...main, `<VirtualHost ${address}>`, ...lines, "</VirtualHost>"];
    const found = evaluateApplications({
      tree: readTree(listing(all)),
      names: { byPlace: new Map(), base: undefined },
      mpm: "event",
      wsgiVersion: undefined,
      user: "www-data",
    });
    const app = found.find(({ vhost }) => vhost !== "");
    if (!app) throw new Error("no application");
    return app;
  };

  it("come from the main server for a virtual host without a name and a port", () => {
    const app = hosted(["Listen 80", "ServerName m.test:8080"], "*", [APP]);
    expect(app.applicationGroup).toBe("m.test:8080|/app");
    expect(hosted(["Listen 80", "ServerName m.test:8080"], "*:80", [APP]).applicationGroup).toBe(
      "m.test|/app",
    );
  });

  it("are open where UseCanonicalPhysicalPort leaves them to the connection", () => {
    const lines = ["ServerName a.test", "UseCanonicalPhysicalPort On", APP];
    const app = hosted(["Listen 80", "Listen 8080"], "*:80 *:8080", lines);
    expect(app.applicationGroup).toMatchObject({
      undecided: expect.stringContaining("a.test|/app or a.test:8080|/app"),
    });
    expect(app.applicationGroupVariants).toEqual(["a.test|/app", "a.test:8080|/app"]);
  });

  it("make a daemon group of %{SERVER} open where ordinary requests differ in them", () => {
    const lines = ["ServerName a.test", "WSGIProcessGroup %{SERVER}", APP];
    expect(hosted(["Listen 80"], "*:80", lines).processGroup).toBe("a.test");
    expect(hosted(["Listen 8080"], "*:8080", lines).processGroup).toMatchObject({
      undecided: expect.stringContaining("a.test or a.test:8080"),
    });
    const canonical = [...lines, "UseCanonicalName On"];
    expect(hosted(["Listen 8080"], "*:8080", canonical).processGroup).toBe("a.test");
  });
});
