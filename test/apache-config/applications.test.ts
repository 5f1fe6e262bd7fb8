import { describe, expect, it } from "vitest";
import { type Application, evaluateApplications } from "../../src/apache-config/applications.js";
import { readTree } from "../../src/apache-config/tree.js";
import { isUndecided } from "../../src/apache-config/undecided.js";
import { expectCheap, expectLinear } from "../support/linear.js";

interface Around {
  mpm?: string;
  wsgiVersion?: string;
  /** Line of each virtual host, and its resolved name. */
  names?: Record<string, string>;
  base?: string;
}

const FILE = "/etc/httpd.conf";

/** The listing that a host prints for such a configuration, which has no conditions. */
const listing = (text: string) =>
  `# In file: ${FILE}\n${text
    .split("\n")
    .map((line, index) => `${index + 1}\t${line.trim()}`)
    .join("\n")}`;

const evaluate = (text: string, { mpm = "event", wsgiVersion = "5.0.2", names = {}, base }: Around = {}) =>
  evaluateApplications({
    tree: readTree(listing(text)),
    names: {
      byPlace: new Map(Object.entries(names).map(([line, name]) => [`${FILE}:${line}`, name])),
      base,
    },
    mpm,
    wsgiVersion,
    user: "www-data",
  });

function only(text: string, around?: Around): Application {
  const [first, ...others] = evaluate(text, around);
  if (!first || others.length > 0) throw new Error(`not one application: ${others.length + 1}`);
  return first;
}

const open = (value: unknown) => (isUndecided(value) ? value.undecided : value);

const inHost = (lines: string, name = "a.test", address = "*:80") => `Listen 80
<VirtualHost ${address}>
  ServerName ${name}
  ${lines}
</VirtualHost>`;

describe("groups", () => {
  const GROUPS = "WSGIDaemonProcess g1\nWSGIDaemonProcess g2 threads=1 processes=2\n";

  it.each([
    ["nothing: embedded, an interpreter of its own", "WSGIScriptAlias /a /s/a.wsgi", "", "a.test|/a"],
    ["the root", "WSGIScriptAlias / /s/a.wsgi", "", "a.test|"],
    ["an upper-case mount is lower-cased", "WSGIScriptAlias /UpPer /s/a.wsgi", "", "a.test|/upper"],
    ["the server's own setting", "WSGIProcessGroup g1\nWSGIScriptAlias /a /s/a.wsgi", "g1", "a.test|/a"],
    [
      "the option beats every section",
      "WSGIScriptAlias /a /s/a.wsgi process-group=g1 application-group=%{GLOBAL}\n<Location /a>\nWSGIProcessGroup g2\n</Location>",
      "g1",
      "",
    ],
    [
      "Location beats Files beats Directory, whatever their order",
      "<Location /a>\nWSGIProcessGroup g1\n</Location>\n<Files a.wsgi>\nWSGIApplicationGroup lit\nWSGIProcessGroup g2\n</Files>\n<Directory /s>\nWSGIApplicationGroup no\nWSGIProcessGroup no\n</Directory>\nWSGIScriptAlias /a /s/a.wsgi",
      "g1",
      "lit",
    ],
    [
      "the longer Directory beats the shorter one",
      "<Directory /s/deep>\nWSGIProcessGroup g1\n</Directory>\n<Directory /s>\nWSGIProcessGroup g2\n</Directory>\nWSGIScriptAlias /a /s/deep/a.wsgi",
      "g1",
      "a.test|/a",
    ],
    [
      "DirectoryMatch searches in the whole file name",
      '<DirectoryMatch "^/s/[a-z]$">\nWSGIProcessGroup g2\n</DirectoryMatch>\n<Directory ~ "a\\.wsgi$">\nWSGIProcessGroup g1\n</Directory>\nWSGIScriptAlias /a /s/a.wsgi',
      "g1",
      "a.test|/a",
    ],
    [
      "the expression with more slashes beats the one with fewer, whatever their order and kind",
      '<DirectoryMatch "^/s/deep">\nWSGIProcessGroup g1\n</DirectoryMatch>\n<Directory ~ "a\\.wsgi$">\nWSGIProcessGroup g2\n</Directory>\nWSGIScriptAlias /a /s/deep/a.wsgi',
      "g1",
      "a.test|/a",
    ],
    [
      "an unknown name in braces stays literal",
      "WSGIApplicationGroup %{NOPE}\nWSGIScriptAlias /a /s/a.wsgi",
      "",
      "%{NOPE}",
    ],
    ["a value in quotes", 'WSGIScriptAlias /a /s/a.wsgi application-group="Two Words"', "", "Two Words"],
  ])("%s", (_name, lines, process, application) => {
    const app = evaluate(`${GROUPS}${inHost(lines)}`)[0];
    expect(app).toMatchObject({
      processGroup: process,
      applicationGroup: application,
      vhost: "a.test (*:80)",
      problem: "",
    });
  });

  it.each([
    ["%{HOST}", /the client decides/],
    ["%{ENV:GROUP}", /variable of the request/],
  ])("%s is left open", (group, reason) => {
    expect(
      open(only(inHost(`WSGIApplicationGroup ${group}\nWSGIScriptAlias /a /s/a.wsgi`)).applicationGroup),
    ).toMatch(reason);
  });

  it("an <If> that may hold leaves the group open, and everything that follows from it", () => {
    const app = only(
      `${GROUPS}${inHost('WSGIScriptAlias /a /s/a.wsgi\n<If "...">\nWSGIProcessGroup g1\n</If>')}`,
    );
    for (const value of [app.processGroup, app.threads, app.problem])
      expect(open(value)).toMatch(/the request decides: <If/);
  });

  it("a section that may hold leaves the name open that hinges on the port, and no other", () => {
    const host = (lines: string) =>
      inHost(`WSGIScriptAliasMatch ^/a\\b /s/a.wsgi\n${lines}`, "a.test", "*:8080").replace(
        "Listen 80",
        "Listen 8080",
      );
    const section = (line: string) => `<LocationMatch ^/[a-z]+$>\n${line}\n</LocationMatch>`;
    const group = (name: string, line: string) =>
      open(only(host(`WSGIApplicationGroup ${name}\n${section(line)}`)).applicationGroup);
    expect(group("%{SERVER}", "UseCanonicalPhysicalPort On")).toMatch(/the request decides: <LocationMatch/);
    expect(group("lit", "UseCanonicalPhysicalPort On")).toBe("lit");
    expect(group("%{SERVER}", "UseCanonicalName Off")).toBe("a.test");
  });

  it.each(["UseCanonicalPhysicalPort On", "UseCanonicalName On"])(
    "tells of a part below the mount for which %s",
    (line) => {
      const app = (at: string) =>
        only(inHost(`WSGIScriptAlias /a /s/a.wsgi\n<Location ${at}>\n${line}\n</Location>`)).differsBelow;
      expect(app("/a/part")).toEqual([expect.stringContaining("UseCanonical")]);
      expect(app("/a")).toEqual([]);
      const here = `WSGIScriptAlias /a /s/a.wsgi\n<LocationMatch ^/[a-z]+$>\n${line}\n</LocationMatch>`;
      expect(only(inHost(here)).differsBelow).toEqual([expect.stringContaining("UseCanonical")]);
    },
  );

  it("says which directive decided", () => {
    const app = only(
      `${GROUPS}${inHost("<Location /a>\nWSGIProcessGroup g2\n</Location>\nWSGIScriptAlias /a /s/a.wsgi")}`,
    );
    expect(app.decisions).toEqual([
      { fact: "app.process_group", directive: "WSGIProcessGroup", at: `${FILE}:7` },
    ]);
    expect(app).toMatchObject({ processes: 2, threads: 1, multithread: false, multiprocess: true });
  });
});

describe("ports in names", () => {
  const app = (lines: string, name?: string, address = "*:80") =>
    only(inHost(`${lines}\nWSGIScriptAlias /a /s/a.wsgi`, name, address));

  it.each([
    [
      "a port of the ServerName",
      "",
      "a.test:9999",
      "*:80",
      "a.test:9999|/a",
      ["a.test:9999|/a", "a.test|/a"],
    ],
    [
      "a virtual host's own port is not said, unless the client says it",
      "",
      "a.test",
      "*:8080",
      "a.test|/a",
      ["a.test|/a", "a.test:8080|/a"],
    ],
    [
      "UseCanonicalPhysicalPort says it",
      "UseCanonicalPhysicalPort On",
      "a.test",
      "*:8080",
      "a.test:8080|/a",
      ["a.test:8080|/a", "a.test|/a"],
    ],
    [
      "UseCanonicalName leaves no choice",
      "UseCanonicalName On",
      "a.test:9999",
      "*:80",
      "a.test:9999|/a",
      ["a.test:9999|/a"],
    ],
    ["web ports are never said", "", "a.test:443", "*:443", "a.test|/a", ["a.test|/a"]],
    ["the ServerName's case is kept", "", "A.Test", "*:80", "A.Test|/a", ["A.Test|/a"]],
  ])("%s", (_name, lines, name, address, group, variants) => {
    expect(app(lines, name, address)).toMatchObject({
      applicationGroup: group,
      applicationGroupVariants: variants,
    });
  });

  it("a nameless virtual host inherits the main server's name, and takes its first address's port", () => {
    const text = "ServerName main.test\n<VirtualHost *:8080>\nWSGIScriptAlias /a /s/a.wsgi\n</VirtualHost>";
    expect(only(text)).toMatchObject({ vhost: "main.test (*:8080)", applicationGroup: "main.test:8080|/a" });
  });

  it("takes the name that httpd found for itself, else leaves it open", () => {
    expect(only("Listen 80\nWSGIScriptAlias /a /s/a.wsgi", { base: "127.0.0.1" }).applicationGroup).toBe(
      "127.0.0.1|/a",
    );
    expect(open(only("Listen 80\nWSGIScriptAlias /a /s/a.wsgi").applicationGroup)).toMatch(/DNS/);
  });
});

describe("what keeps requests away", () => {
  const problems = (text: string) => evaluate(text).map(({ mount, problem }) => [mount, open(problem)]);

  it.each([
    [
      "an unknown group",
      "WSGIScriptAlias /a /s/a.wsgi process-group=nope",
      /no WSGIDaemonProcess is called "nope"/,
    ],
    [
      "a shorter alias before",
      "WSGIScriptAlias / /s/b.wsgi\nWSGIScriptAlias /a /s/a.wsgi",
      /WSGIScriptAlias \/ at .*:4 takes/,
    ],
    ["an Alias anywhere", "WSGIScriptAlias /a /s/a.wsgi\nAlias /a /srv/static", /Alias \/a at .*:5 takes/],
    [
      "a Match before",
      "WSGIScriptAliasMatch ^/a /s/b.wsgi\nWSGIScriptAlias /a /s/a.wsgi",
      /WSGIScriptAliasMatch \^\/a at/,
    ],
    [
      "embedded mode not among the allowed",
      "WSGIRestrictProcess g1\nWSGIScriptAlias /a /s/a.wsgi",
      /embedded mode is not among/,
    ],
  ])("%s", (_name, lines, reason) => {
    const found = problems(inHost(lines)).filter(([mount]) => mount === "/a");
    expect(found).toEqual([["/a", expect.stringMatching(reason)]]);
  });

  it("a daemon group of another virtual host, unless that has the same name", () => {
    const text = (name: string) =>
      `${inHost("WSGIDaemonProcess own")}\n<VirtualHost *:443>\nServerName ${name}\nWSGIScriptAlias /a /s/a.wsgi process-group=own\n</VirtualHost>`;
    expect(problems(text("b.test"))).toEqual([
      ["/a", expect.stringContaining("belongs to the virtual host a.test")],
    ]);
    expect(problems(text("a.test"))).toEqual([["/a", ""]]);
  });

  it("WSGIRestrictEmbedded", () => {
    expect(problems(`WSGIRestrictEmbedded On\n${inHost("WSGIScriptAlias /a /s/a.wsgi")}`)).toEqual([
      ["/a", expect.stringContaining("WSGIRestrictEmbedded is On")],
    ]);
  });
});

describe("entry points", () => {
  const kinds = (text: string) => evaluate(text).map(({ kind, mount, script }) => [kind, mount, script]);

  it("a virtual host inherits the main server's, its own come first; the main server is left out where none reaches it", () => {
    const text = `WSGIScriptAlias /main /s/m.wsgi\n${inHost("WSGIScriptAlias /own /s/o.wsgi")}`;
    expect(kinds(text)).toEqual([
      ["script-alias", "/own", "/s/o.wsgi"],
      ["script-alias", "/main", "/s/m.wsgi"],
    ]);
    expect(kinds(`Listen 8080\n${text}`)).toHaveLength(3);
  });

  it("finds handlers, directories of scripts and imported scripts", () => {
    const text = inHost(
      "Alias /x /s/x.wsgi\nAlias /dir /s/dir\n<Directory /s>\nOptions +ExecCGI\nAddHandler wsgi-script .wsgi\n</Directory>\nWSGIImportScript /s/i.wsgi process-group=%{GLOBAL} application-group=%{GLOBAL}",
    );
    expect(kinds(text)).toEqual([
      ["handler", "/x", "/s/x.wsgi"],
      ["handler", "/dir/*.wsgi", "/s/dir/*.wsgi"],
      ["import-script", "", "/s/i.wsgi"],
    ]);
  });
});

describe("embedded concurrency", () => {
  it.each([
    ["prefork", "5.0.2", "", { processes: 256, threads: 1, multithread: false, multiprocess: true }],
    ["prefork", "5.0.2", "MaxRequestWorkers 1", { processes: 1, multiprocess: false }],
    ["event", "5.0.2", "", { processes: 16, threads: 25, multithread: true, multiprocess: true }],
    ["event", "5.0.2", "MaxRequestWorkers 30", { processes: 1, threads: 25, multiprocess: false }],
    ["worker", "5.0.2", "ThreadsPerChild 64\nThreadLimit 10", { threads: 10 }],
    ["worker", "4.9.0", "ThreadsPerChild 1", { multithread: false }],
    ["worker", "4.8.9", "ThreadsPerChild 1", { multithread: true }],
    ["event", "5.0.2", "MaxRequestWorkers 7", { processes: 1 }],
    ["event", "5.0.2", "ServerLimit 2", { processes: 2 }],
  ])("%s of mod_wsgi %s: %s", (mpm, wsgiVersion, lines, expected) => {
    expect(only(`${lines}\n${inHost("WSGIScriptAlias /a /s/a.wsgi")}`, { mpm, wsgiVersion })).toMatchObject(
      expected,
    );
  });
});

describe("hard input", () => {
  const virtualHosts = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      [
        "<VirtualHost *:80>",
        `ServerName h${index}.test`,
        ...Array.from({ length: 5 }, (_, mount) => `WSGIScriptAlias /m${mount} /s/${index}.wsgi`),
        ...Array.from({ length: 90 }, (_, line) => `SetEnv V${line} ...`),
        "</VirtualHost>",
      ].join("\n"),
    ).join("\n");

  it("500 virtual hosts with five applications each, in a configuration of 50,000 lines, in linear time", () => {
    expectLinear((count) => {
      const apps = evaluate(`Listen 80\n${virtualHosts(count)}`);
      expect(apps).toHaveLength(5 * count);
      expect(apps.at(-1)).toMatchObject({ applicationGroup: `h${count - 1}.test|/m4` });
    }, 125);
  });

  it("refuses more entry points than anybody writes", async () => {
    const aliases = Array.from({ length: 5001 }, (_, index) => `WSGIScriptAlias /m${index} /s/a.wsgi`);
    const refused = () => expect(() => evaluate(text)).toThrow(/too much to judge: 5001 more entry points/);
    const text = `Listen 80\n${aliases.join("\n")}`;
    await expectCheap(refused, 1000);
  });

  it.each([
    [
      "unbalanced sections",
      "<VirtualHost *:80>\n<Directory /s>\nWSGIScriptAlias /a /s/a.wsgi\n</VirtualHost>\n</Directory>",
    ],
    ["binary", "\u0000\u0001<\u0002>\nWSGIScriptAlias\n<>\n</>\n<VirtualHost"],
    [
      "a regular expression that blows up elsewhere",
      `${inHost(`WSGIScriptAliasMatch (a+)+$ /s/x\nWSGIScriptAlias /${"a".repeat(5000)}! /s/a.wsgi`)}`,
    ],
    [
      "names of the prototype",
      inHost("WSGIDaemonProcess __proto__\nWSGIScriptAlias /constructor /s/a.wsgi process-group=__proto__"),
    ],
  ])("%s", async (_name, text) => {
    await expectCheap(() => evaluate(text), 1000);
  });
});

it("never comes up in a group whose supplementary groups are set before Group is", () => {
  const site = "WSGIScriptAlias / /srv/app.wsgi process-group=g";
  const group = "WSGIDaemonProcess g supplementary-groups=mail";
  expect(only(`${group}\n${site}\nGroup web`).problem).toBe(
    'below root no process of group "g" comes up: no Group stands before its supplementary-groups= (/etc/httpd.conf:1)',
  );
  for (const fine of [`Group web\n${group}\n${site}`, `${group} group=web\n${site}\nGroup web`])
    expect(only(fine).problem).toBe("");
});
