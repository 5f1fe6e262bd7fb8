import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { markedPart } from "../support/marked-part.js";
import { readResults } from "./results.js";
import { formatResults } from "./table.js";

describe("docs/speed.md", () => {
  it("has the tables of the last measurement, and none without one", () => {
    const page = readFileSync(new URL("../../docs/speed.md", import.meta.url), "utf8");
    const file = fileURLToPath(new URL("results.json", import.meta.url));
    expect(markedPart(page, "bench")).toBe(existsSync(file) ? formatResults(readResults(file)) : "");
  });
});
