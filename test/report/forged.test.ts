import { readFileSync } from "node:fs";
import fc from "fast-check";
import { marked } from "marked";
import { parseFragment } from "parse5";
import { describe, expect, it } from "vitest";
import { validateXML } from "xmllint-wasm";
import { driftText } from "../../src/report/drift.js";
import { forMarkdown, forMarkdownCode, forPlace, forTerminal } from "../../src/report/escape.js";
import { reporters } from "../../src/report/index.js";
import { clean } from "../../src/transport/failures.js";
import { options } from "../support/report-options.js";
import { auditOf, host, installation } from "../support/sample.js";

describe("Markdown code in a table", () => {
  const cellsOf = (text: string) => {
    const html = marked.parse(`| a | b |\n| --- | --- |\n| ${forMarkdownCode(text)} | x |\n`, {
      async: false,
    });
    return [...html.matchAll(/<td>(.*?)<\/td>/g)].map((match) => match[1]);
  };

  it.each(["a\\|b", "\\\\|", "|", "`|`", "``", "a`", "\\"])("%j stays in its cell", (text) => {
    const cells = cellsOf(text);
    expect(cells).toHaveLength(2);
    expect(cells[1]).toBe("x");
  });

  it("of nothing is nothing, which else would begin code that ends elsewhere", () => {
    expect(forMarkdownCode("")).toBe("");
  });

  it("takes any number of runs of backticks", () => {
    expect(forMarkdownCode("` ".repeat(200_000)).startsWith("`` ")).toBe(true);
  });
});

describe("Markdown text", () => {
  /** What a reader sees of it. */
  const seen = (markdown: string) => {
    const fragment = parseFragment(marked.parseInline(markdown, { async: false, gfm: true }));
    const texts = fragment.childNodes.map((node) => ("value" in node ? node.value : `<${node.nodeName}>`));
    return texts.join("").replaceAll("\u200b", "");
  };

  it("is read as it was written, marks and references included", () => {
    const marks = fc.constantFrom(...String.raw`&<>#\`*_[]()|~!;38a- `, "&#38;", "&amp;", "a@b.test", "www.");
    const property = fc.property(fc.string({ unit: marks, maxLength: 30 }), (text) => {
      expect(seen(`x${forMarkdown(text)}x`)).toBe(`x${text}x`);
    });
    fc.assert(property, { numRuns: 2000 });
  });
});

describe("what is no character", () => {
  it("is shown by its number, so that XML stays XML", async () => {
    expect(forTerminal("a\ufffe\uffff\u{1ffff}")).toBe("a\\ufffe\\uffff\\u{1ffff}");
    const static_ = installation({ "python.link": "static", "wsgi.module_path": "/\uffff" });
    const xml = reporters.junit(auditOf([host("a", { installations: [static_] })]), options);
    const schema = readFileSync(new URL("./junit.xsd", import.meta.url), "utf8");
    expect(xml).toContain("/\\uffff");
    expect((await validateXML({ xml, schema: [schema] })).errors).toEqual([]);
  });

  it("goes out of what servers say, as marks that turn text around do", () => {
    expect(clean("a\u200f\u061c\ufeff\ufff9\uffffb")).toBe("a b");
    expect(clean(`${"x".repeat(299)}\u{1f600}`)).toBe("x".repeat(299));
  });
});

describe("the id of an installation", () => {
  const twice = (id: string) => [
    installation({ "python.link": "static" }, {}, id),
    installation({}, {}, "/b:/c"),
  ];

  it("cannot pass for another host in a list of hosts", () => {
    const audit = auditOf([host("web01"), host("web02", { installations: twice("/a,web01,web03") })]);
    const lines = reporters.text(audit, options).split("\n");
    expect(lines).toContainEqual('  web02 "/a,web01,web03": mod_wsgi.so holds a Python of its own');
    expect(lines.filter((line) => /web02 \/a,/.test(line))).toEqual([]);
    const drift = {
      changes: [],
      findings: { appeared: [], firstSeen: [], cleared: [] },
      hosts: [],
      unread: [],
      compared: 1,
    };
    const arrivals = [{ kind: "appeared" as const, host: "web02", installation: "x,web01: y" }];
    expect(driftText({ ...drift, arrivals })).toContain('  web02 "x,web01: y": installation appeared');
  });

  it.each(["/usr/sbin/httpd:/etc/httpd.conf", "a.test (*:80 *:443) /app"])(
    "stands as it is otherwise: %s",
    (id) => {
      expect(forPlace(id)).toBe(id);
    },
  );
});

it("a line that is cut off does not end in half a character", () => {
  const message = `${"x".repeat(60)}${"\u{1f600}".repeat(60)}`;
  const audit = auditOf([
    host("a", {
      installations: [installation({ "apache.config_ok": false, "apache.config_error": message })],
    }),
  ]);
  for (const width of [90, 91, 92, 93])
    expect(reporters.text(audit, { ...options, width })).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
});
