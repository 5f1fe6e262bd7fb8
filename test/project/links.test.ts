import { existsSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { factCatalogue } from "../../src/checks/index.js";
import { ruleCatalogue } from "../../src/rules/index.js";
import { codeWordsIn, DOCUMENTS, headingsIn, linksIn, PAGES, read } from "../support/documents.js";

const isThere = (path: string) => existsSync(new URL(`../../${path}`, import.meta.url));

/** What is wrong with a link of that document; undefined where it leads to something, or out of the repository. */
function broken(document: string, link: string): string | undefined {
  if (/^(https?|mailto):/.test(link)) return undefined;
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? document : posix.join(posix.dirname(document), path);
  if (target.startsWith("..") || !isThere(target)) return `${document}: no file ${link}`;
  if (anchor === undefined) return undefined;
  const anchors = target.endsWith(".md") ? headingsIn(read(target)).map((heading) => heading.anchor) : [];
  return anchors.includes(anchor) ? undefined : `${document}: no heading ${link}`;
}

/** A file by its ending, or a folder by its slash; not the end of an address, and no `/NAME/` for others to fill in. */
const PATH = /(?<![\w/.-])((?:test|containers|schemas|src|docs|\.ci)\/[\w./-]*(?:\w\.\w+|\/))(?![\w/])/g;
const FACT = /^(host|apache|modules|mutex|wsgi|python|app)\.[a-z0-9_]+$/;
const RULE = /^(apache|fleet|host|python|wsgi)\/[a-z-]+$/;

describe("the documents", () => {
  it("are linked, so that each page is found from the README", () => {
    const found = new Set(["README.md"]);
    for (const document of found)
      for (const link of linksIn(read(document))) {
        const target = posix.join(posix.dirname(document), link.split("#")[0] ?? "");
        if (DOCUMENTS.includes(target)) found.add(target);
      }
    expect([...found].sort()).toEqual([...DOCUMENTS].sort());
    expect(PAGES.length).toBeGreaterThan(10);
  });

  it.each(DOCUMENTS)("%s links to files and headings that are there", (document) => {
    const links = linksIn(read(document));
    expect(links.length).toBeGreaterThan(0);
    expect(links.flatMap((link) => broken(document, link) ?? [])).toEqual([]);
  });

  it("see a link that leads nowhere, by its file or by its heading", () => {
    expect(broken("docs/safety.md", "nowhere.md")).toContain("no file");
    expect(broken("docs/safety.md", "../README.md#nowhere")).toContain("no heading");
    expect(broken("README.md", "../outside.md")).toContain("no file");
    expect(broken("README.md", "docs/safety.md#contents")).toBeUndefined();
  });

  it("name folders and files of many kinds", () => {
    const paths = DOCUMENTS.flatMap((document) => [...read(document).matchAll(PATH)].map(([, path]) => path));
    expect(paths).toEqual(
      expect.arrayContaining(["test/fleet/ansible/", "test/manifests/", "test/cli/cli.test.ts"]),
    );
    expect(paths.length).toBeGreaterThan(60);
  });

  it.each(DOCUMENTS)("%s names only files, rules and facts that there are", (document) => {
    const text = read(document);
    const paths = [...text.matchAll(PATH)].map(([, path]) => path ?? "");
    expect(paths.filter((path) => !isThere(path) && !/\/[A-Z]+[/.]/.test(path))).toEqual([]);
    const words = codeWordsIn(text);
    const facts = new Set<string>(factCatalogue.map(({ id }) => id));
    const rules = new Set<string>(ruleCatalogue.map(({ id }) => id));
    expect(words.filter((word) => FACT.test(word) && !facts.has(word))).toEqual([]);
    expect(words.filter((word) => RULE.test(word) && !rules.has(word))).toEqual([]);
  });
});
