import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const README = read("README.md");

/** Cells of the README's table that has this head, without its head. */
function rowsBelow(head: string): string[][] {
  const [, below = ""] = README.split(`\n${head}\n`);
  const [lines = ""] = below.split("\n\n");
  return lines
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split("|").map((cell) => cell.trim()));
}

const wordsIn = (cell = "") => [...cell.matchAll(/`([\w-]+)`/g)].map(([, word]) => word);

interface EventSchema {
  properties: { event: { const: string } } & Record<string, object>;
}

describe("the README", () => {
  it("shows the crontab that is shipped, and tried", () => {
    expect(README).toContain(`\`\`\`\n${read("containers/auditor/cron/wsgi-audit")}\`\`\``);
  });

  it("names the events of the log as its schema does, each with fields that it has", () => {
    const { oneOf } = JSON.parse(read("schemas/log.schema.json")) as { oneOf: EventSchema[] };
    const fields = new Map(oneOf.map(({ properties }) => [properties.event.const, Object.keys(properties)]));
    const rows = rowsBelow("| event | says |");
    expect(rows.flatMap(([, events]) => wordsIn(events)).sort()).toEqual([...fields.keys()].sort());
    for (const [, events, says] of rows) {
      const known = wordsIn(events).flatMap((event) => fields.get(event ?? "") ?? []);
      expect(known, events).toEqual(expect.arrayContaining(wordsIn(says)));
    }
  });

  it("lists the exit codes that --help lists", () => {
    const help = read("src/cli/main.ts").split("Exit codes:\n")[1]?.split("`;")[0] ?? "";
    const codes = [...help.matchAll(/^ +(\d+) /gm)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(5);
    expect(rowsBelow("| code | meaning |").map(([, code]) => code)).toEqual(codes);
  });

  it("links and names only files that are there", () => {
    const links = [...README.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path ?? "");
    const named = [...README.matchAll(/\b((?:test|containers|schemas)\/[\w./-]+\w)/g)].map(
      ([, path]) => path ?? "",
    );
    expect(links.length).toBeGreaterThan(3);
    expect(named.length).toBeGreaterThan(10);
    for (const path of [...links, ...named.filter((path) => /\.\w+$/.test(path))])
      expect(() => read(path), path).not.toThrow();
  });
});
