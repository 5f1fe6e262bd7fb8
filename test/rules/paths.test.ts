import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ruleCatalogue } from "../../src/rules/index.js";

const root = new URL("../../src/rules/", import.meta.url);

/** The topics: every folder but the one of what rules share. */
const topics = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "shared")
  .map(({ name }) => name);

const paths = topics.flatMap((topic) =>
  readdirSync(new URL(`${topic}/`, root)).map((file) => `${topic}/${file.replace(/\.ts$/, "")}`),
);

const idOf = (value: unknown): unknown[] =>
  typeof value === "object" && value !== null && "id" in value ? [value.id] : [];

/** Ids of the rules that a file exports. */
const idsIn = async (path: string) =>
  Object.values((await import(new URL(`${path}.ts`, root).pathname)) as object).flatMap(idOf);

describe("a rule's id is its path", () => {
  it("in every folder of a topic", () => {
    expect(topics.sort()).toEqual(["apache", "fleet", "host", "python", "wsgi"]);
    expect(paths.length).toBeGreaterThan(50);
  });

  it.each(paths)("%s.ts has that rule and no other", async (path) => {
    expect(await idsIn(path)).toEqual([path]);
  });

  it("and all of them are in the list, once each", () => {
    expect(ruleCatalogue.map(({ id }) => id).sort()).toEqual([...paths].sort());
  });
});
