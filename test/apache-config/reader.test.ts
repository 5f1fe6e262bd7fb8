import { describe, expect, it } from "vitest";
import { directivesOf } from "../../src/apache-config/directives.js";
import { type ReadContext, readFiles } from "../../src/apache-config/reader.js";
import { expectCheap } from "../support/linear.js";

const context: ReadContext = {
  version: "2.4.62",
  serverRoot: "/etc/apache2",
  defines: ["GIVEN"],
  compiledIn: ["core.c", "mod_so.c"],
  existing: ["/etc/there"],
};

const listing = (files: Record<string, string>) =>
  Object.entries(files)
    .map(([name, text]) =>
      [`# In file: ${name}`, ...text.split("\n").map((line, at) => `${at + 1}\t${line}`)].join("\n"),
    )
    .join("\n");

const read = (files: Record<string, string> | string) =>
  directivesOf(readFiles(listing(typeof files === "string" ? { "/etc/httpd.conf": files } : files), context));

const listens = (text: string) => read(text).map(({ arguments: words }) => words.join(" "));

describe("readFiles", () => {
  it.each([
    ["<IfModule wsgi_module>", false],
    ["<IfModule !wsgi_module>", true],
    ["<IfModule mod_so.c>", true],
    ["<IfDefine GIVEN>", true],
    ["<IfDefine !GIVEN>", false],
    ["<IfVersion >= 2.4>", true],
    ["<IfVersion < 2.4>", false],
    ["<IfVersion 2.4.62>", true],
    ["<IfVersion !>= 2.4>", false],
    ["<IfVersion !< 2.4>", true],
    ["<IfVersion !2.4.62>", false],
    ["<IfVersion = 2.4.6>", false],
    ["<IfVersion ~ ^2[.]4>", true],
    ["<IfVersion !~ ^2[.]4>", false],
    ["<IfVersion = /^2[.]2/>", false],
    ["<IfVersion /^2[.]4/>", true],
    ["<Macro M $x>", false],
    ["<IfFile /etc/there>", true],
    ["<IfFile !/etc/there>", false],
    ['<IfFile "/etc/elsewhere">', false],
  ])("%s holds: %s", (tag, holds) => {
    const name = /<(\w+)/.exec(tag)?.[1];
    expect(listens(`${tag}\nListen 1\n</${name}>\nListen 2`)).toEqual(holds ? ["1", "2"] : ["2"]);
  });

  it("fills in what Apache's environment has, unless a Define says something else", () => {
    const text = "Define B /own\nListen ${A}\nListen ${B}\nListen ${C}";
    const variables = new Map([
      ["A", "/a"],
      ["B", "/b"],
    ]);
    const tree = readFiles(listing({ "/etc/httpd.conf": text }), { ...context, variables });
    expect(directivesOf(tree).map(({ arguments: [word] }) => word)).toEqual(["/a", "/own", "${C}"]);
  });

  it("knows a module from its LoadModule line on, by both of its names", () => {
    const text = (name: string) =>
      `<IfModule ${name}>\nListen 1\n</IfModule>\nLoadModule mpm_event_module x.so\n<IfModule ${name}>\nListen 2\n</IfModule>`;
    expect(listens(text("event.c"))).toEqual(["mpm_event_module x.so", "2"]);
    expect(listens(text("mod_mpm_event.c"))).toEqual(["mpm_event_module x.so"]);
  });

  it("leaves out everything below a condition that does not hold", () => {
    expect(
      listens("<IfDefine NO>\n<IfDefine GIVEN>\nListen 1\n</IfDefine>\nListen 2\n</IfDefine>\nListen 3"),
    ).toEqual(["3"]);
  });

  it("follows Include where it stands, in the order of names, below the server root", () => {
    const files = {
      "/etc/h/httpd.conf":
        "ServerRoot /etc/h\n<VirtualHost *:80>\nInclude sites/*.conf\n</VirtualHost>\nListen 9",
      "/etc/h/sites/b.conf": "Listen 2",
      "/etc/h/sites/a.conf": "Listen 1",
      "/etc/h/other.conf": "Listen 5",
    };
    const found = read(files).map(({ name, arguments: words, sections }) => [name, words[0], sections[0]]);
    expect(found).toEqual([
      ["ServerRoot", "/etc/h", undefined],
      ["Listen", "1", "virtualhost *:80"],
      ["Listen", "2", "virtualhost *:80"],
      ["Listen", "9", undefined],
    ]);
  });

  it("begins at the compiled-in root", () => {
    const files = {
      "/etc/apache2/apache2.conf": "IncludeOptional sites/*.conf",
      "/etc/apache2/sites/a.conf": "Listen 1",
    };
    expect(read(files).map(({ name }) => name)).toEqual(["Listen"]);
  });

  it("puts known values in, and leaves what the host kept to itself", () => {
    expect(
      listens(
        "Define ROOT /srv\nDefine SECRET ...\nListen ${ROOT}/x ${SECRET}\nUnDefine ROOT\nListen ${ROOT}",
      ),
    ).toEqual(["/srv/x ${SECRET}", "${ROOT}"]);
  });

  it("does not follow files that include each other for ever", async () => {
    const loop = {
      "/a": "Include /b\nInclude /b\nInclude /b\nListen 1",
      "/b": "Include /a\nInclude /a\nListen 2",
    };
    await expectCheap(() => expect(read(loop).length).toBeGreaterThan(0), 1000);
  });

  it("carries out macros, of parameters that begin alike the longer one, and macros in macros", () => {
    const text = [
      "<Macro Inner %x>",
      "Listen %x",
      "</Macro>",
      "<Macro Outer $p $port>",
      "Listen $p:$port",
      "Use Inner $port",
      "</Macro>",
      "Use outer 1 2",
    ].join("\n");
    expect(listens(text)).toEqual(["1:2", "2"]);
  });

  it("leaves a parameter as it is where the host kept its value to itself", () => {
    expect(listens("<Macro M $a $b>\nListen $a $b\n</Macro>\nUse M 1 ...")).toEqual(["1 $b"]);
  });

  it("ends though a macro uses itself", () => {
    expect(listens("<Macro M>\nListen 1\nUse M\n</Macro>\nUse M").length).toBeLessThan(20);
  });
});
