import { expect, it } from "vitest";
import { factCatalogue } from "../../src/checks/index.js";
import { runProgram } from "../support/command-line.js";

it.each(factCatalogue.map(({ id }) => id))("explain %s says its source and an example", async (id) => {
  const { code, stdout } = await runProgram(["explain", id]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ {2}Source: \S.*`.*$/m);
  expect(stdout).toMatch(/^ {2}Example: \S.*$/m);
});

it("explain says a list as people write it", async () => {
  const { stdout } = await runProgram(["explain", "python.path"]);
  expect(stdout).toContain("  Example: /usr/lib/python311.zip, /usr/lib/python3.11, ");
});
