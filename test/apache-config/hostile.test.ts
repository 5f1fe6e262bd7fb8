import { describe, expect, it } from "vitest";
import { evaluateApplications } from "../../src/apache-config/applications.js";
import { matchesGlob, searches } from "../../src/apache-config/patterns.js";
import { type ReadContext, readFiles } from "../../src/apache-config/reader.js";
import { serversOf } from "../../src/apache-config/servers.js";
import { readTree } from "../../src/apache-config/tree.js";
import { ParseError } from "../../src/base/errors.js";
import { expectCheap, expectLinear } from "../support/linear.js";

const context: ReadContext = {
  version: "2.4.62",
  serverRoot: "/e",
  defines: [],
  compiledIn: [],
  existing: [],
};
const listing = (lines: readonly string[]) =>
  `# In file: /e/a.conf\n${lines.map((line) => `1\t${line}`).join("\n")}\n`;
const read = (...lines: string[]) => readFiles(listing(lines), context);
const names = { byPlace: new Map(), base: undefined };
const evaluate = (...lines: string[]) =>
  evaluateApplications({
    tree: readTree(listing(lines)),
    names,
    mpm: "event",
    wsgiVersion: "5.0.0",
    user: "www",
  });
const filled = (piece: string, size: number) => piece.repeat(Math.ceil(size / piece.length));

describe("a line without an end takes no longer than its length", () => {
  it.each<[string, (size: number) => unknown]>([
    ["blanks in a condition", (size) => read(`<IfModule a${filled(" ", size)}b`)],
    ["blanks in a section", (size) => readTree(listing([`<Directory a${filled(" ", size)}b`]))],
    ["variables that do not end", (size) => read(`Listen ${filled("$" + "{", size)}`)],
    ["brackets of a closing tag", (size) => readTree(listing([`</a${filled(">", size)}\rx`]))],
    ["a number of a port", (size) => serversOf(readTree(listing([`Listen ${filled("1", size)}x`])), names)],
    [
      "slashes of a directory",
      (size) =>
        evaluate(
          "Listen 80",
          `<Directory ${filled("/", size)}x>`,
          "</Directory>",
          "WSGIScriptAlias /a /s/a.wsgi",
        ),
    ],
    ["dots of a file", (size) => evaluate("Listen 80", `Alias /a ${filled(".", size)}/`)],
  ])("%s", (_name, act) => {
    expectLinear(act, 20_000);
  });
});

describe("what makes much of little is refused", () => {
  it.each<[string, () => unknown, RegExp?]>([
    [
      "a variable of variables",
      () =>
        read(
          `Define a ${"x".repeat(1000)}`,
          ...Array.from(
            { length: 9 },
            (_, at) => `Define ${"abcdefghij"[at + 1]} ${`$\{${"abcdefghij"[at]}}`.repeat(20)}`,
          ),
        ),
    ],
    [
      "a macro of macros",
      () =>
        read(
          ...Array.from({ length: 12 }, (_, at) => [
            `<Macro m${at} $x>`,
            `Use m${at + 1} ${"$x".repeat(40)}`,
            "</Macro>",
          ]).flat(),
          "Use m0 xxxxxxxx",
        ),
    ],
    [
      "parameters",
      () =>
        read(
          `<Macro m ${Array.from({ length: 20_000 }, (_, at) => `$${at}`).join(" ")}>`,
          "Listen x".repeat(2000),
          "</Macro>",
          "Use m 1",
        ),
    ],
    ["nested sections", () => readTree(listing(Array.from({ length: 5000 }, () => "<Directory /a>")))],
    [
      "includes of very many files",
      () =>
        readFiles(
          Array.from(
            { length: 3000 },
            (_, at) => `# In file: /e/f${at}\n1\tInclude x*\n2\tInclude f*\n`,
          ).join(""),
          context,
        ),
    ],
    [
      "scripts",
      () =>
        evaluate(
          "Listen 80",
          ...Array.from({ length: 6000 }, () => "WSGIImportScript /a process-group=a application-group=b"),
        ),
    ],
    [
      "entry points among very many directives",
      () =>
        evaluate(
          "Listen 80",
          ...Array.from({ length: 4000 }, () => "Alias /a /b"),
          ...Array.from({ length: 9000 }, () => "Require all granted"),
        ),
      /too much to judge: 4000 more entry points/,
    ],
    [
      "entry points among very many sections",
      () =>
        evaluate(
          "Listen 80",
          ...Array.from({ length: 2000 }, () => "Alias /a /b"),
          ...Array.from({ length: 600 }, (_, at) => [`<Directory /d${at}>`, "</Directory>"]).flat(),
        ),
      /too much to judge: 2000 more entry points/,
    ],
  ])("%s", async (_name, act, message = /./) => {
    const told = expect.toSatisfy((error) => error instanceof ParseError && message.test(error.message));
    await expectCheap(() => expect(act).toThrow(told), 5000);
  });
});

describe("patterns", () => {
  it.each([
    ["an expression of many states", "(?:a?){1000}".repeat(5), "a".repeat(2000)],
    ["a long expression", "(a|b|c)*".repeat(2000), "a".repeat(1000)],
  ])("%s is not told", async (_name, pattern, text) => {
    await expectCheap(() => expect(searches(pattern, text)).toBeUndefined(), 1000);
  });

  it("of files match as before", () => {
    expect([matchesGlob("/e/*.conf", "/e/a.conf"), matchesGlob("/e/*.conf", "/e/b/a.conf")]).toEqual([
      true,
      false,
    ]);
    expect(matchesGlob(`/${"*".repeat(900)}x`, "/abc")).toBe(false);
  });
});
