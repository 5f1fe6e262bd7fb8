import { describe, expect, it } from "vitest";
import { type Heading, headingsIn, PAGES, read } from "../support/documents.js";

const HEADING = "## Contents\n";

const line = ({ depth, text, anchor }: Heading) => `${"  ".repeat(depth - 2)}- [${text}](#${anchor})`;

/** The page with the list of its headings below `## Contents`, as they are now. */
function withContents(page: string): string {
  const begin = page.indexOf(`\n${HEADING}`) + 1;
  const end = page.indexOf("\n## ", begin);
  if (begin === 0 || end < 0) throw new Error("a page needs ## Contents, and a heading below it");
  const listed = headingsIn(page).filter(({ depth, text }) => depth > 1 && text !== "Contents");
  return `${page.slice(0, begin)}${HEADING}\n${listed.map(line).join("\n")}\n${page.slice(end)}`;
}

describe("a page of docs", () => {
  // `npx vitest run --project unit test/project/contents -u` writes the lists anew.
  it.each(PAGES)("%s has a table of contents that matches its headings", async (path) => {
    const page = read(path);
    await expect(withContents(page)).toMatchFileSnapshot(`../../${path}`);
  });

  it.each(PAGES)("%s begins with its title and a paragraph that says what it is about", (path) => {
    const page = read(path);
    const [title, ...others] = headingsIn(page);
    expect(title?.depth).toBe(1);
    expect(others.map(({ depth }) => depth)).not.toContain(1);
    expect(page).toMatch(/^# .+\n\n[A-Z`][^\n]+\n/);
  });

  it("is seen to lack a heading in its contents", () => {
    const page = "# A\n\nB.\n\n## Contents\n\n- [C](#c)\n\n## C\n\n### `D` & [E](f)\n";
    expect(withContents(page)).toContain("- [C](#c)\n  - [D & E](#d--e)\n\n## C");
    expect(() => withContents("# A\n\n## B\n")).toThrow("## Contents");
  });
});
