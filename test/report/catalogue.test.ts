import { expect, it } from "vitest";
import { factCatalogue } from "../../src/checks/index.js";
import { catalogueMarkdown } from "../../src/report/catalogue.js";
import { ruleCatalogue } from "../../src/rules/index.js";

/** `npx vitest run --project unit test/report/catalogue -u` writes it anew. */
const FILE = new URL("../../docs/catalogue.md", import.meta.url).pathname;

it("docs/catalogue.md is what the code says", async () => {
  await expect(catalogueMarkdown(factCatalogue, ruleCatalogue)).toMatchFileSnapshot(FILE);
});
