import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { markedPart, replaceMarkedPart } from "./readme.js";
import { readResults } from "./results.js";
import { formatResults } from "./table.js";

describe("README", () => {
  it("has the tables of the last measurement, and none without one", () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const file = fileURLToPath(new URL("results.json", import.meta.url));
    expect(markedPart(readme)).toBe(existsSync(file) ? formatResults(readResults(file)) : "");
  });

  it("is written anew between its marks only", () => {
    const text = "a\n<!-- bench -->\nold\n<!-- /bench -->\nb\n";
    expect(replaceMarkedPart(text, "new")).toBe("a\n<!-- bench -->\n\nnew\n\n<!-- /bench -->\nb\n");
    expect(() => replaceMarkedPart("no marks", "new")).toThrow("<!-- bench -->");
  });
});
