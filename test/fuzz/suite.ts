import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { fuzz } from "./run.js";
import type { Target } from "./target.js";
import { inputsOf } from "./targets/index.js";

/** A test for each target; its counts go into the table that stands at the end. */
export function fuzzAll(targets: readonly Target[]): void {
  const { inputs, seed, rows } = inject("fuzz");
  test.each(targets.map((each) => [each.name, each] as const))("%s", async (name, each) => {
    const file = join(rows, name.replace(/\W+/g, "-"));
    const row = await fuzz(each, inputsOf(each, inputs), seed, `${file}.hang`);
    writeFileSync(`${file}.json`, JSON.stringify(row));
    expect(row.fault).toBeUndefined();
  });
}
