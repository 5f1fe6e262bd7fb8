import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { read } from "../support/documents.js";
import { describeHome } from "../support/user-home.js";
import { MORE } from "./more.js";
import { isElsewhere, isRun, lookAt } from "./row.js";
import { ROWS, rowOf } from "./rows/index.js";
import { commandOf, type Session, sessionsOfDocuments, sessionsOfFiles } from "./sessions.js";
import { startWorld, type World } from "./world.js";

const SESSIONS: readonly Session[] = [...sessionsOfDocuments(), ...sessionsOfFiles(), ...MORE];
const COMMANDS = SESSIONS.flatMap(({ lines }) => lines.map(commandOf));

/** A prompt of a slow machine is no fault: what is measured here is what is said. */
const PATIENCE_MS = 300_000;

describe("the command lines that are shown", () => {
  it("are found in the README, in docs, and in the files for cron, systemd and CI", () => {
    const sources = new Set(SESSIONS.map(({ source }) => source));
    expect(sources).toContain("README.md");
    expect([...sources].filter((source) => source.startsWith("docs/")).length).toBeGreaterThan(5);
    expect([...sources].filter((source) => source.startsWith("containers/")).length).toBeGreaterThan(4);
    expect(COMMANDS.length).toBeGreaterThan(80);
  });

  it("have a row each, and each row has a line", () => {
    expect(COMMANDS.filter((command) => ROWS.filter(({ line }) => line.test(command)).length !== 1)).toEqual(
      [],
    );
    expect(
      ROWS.filter(({ line }) => !COMMANDS.some((command) => line.test(command))).map(({ line }) => line),
    ).toEqual([]);
  });

  it("are run by another test where they need more than a home directory", () => {
    for (const row of ROWS) if (isElsewhere(row)) expect(read(row.test), row.test).toContain(row.names);
    for (const command of COMMANDS)
      for (const [file] of command.matchAll(/\btest\/\S+\.ts\b/g))
        expect(existsSync(new URL(`../../${file}`, import.meta.url)), file).toBe(true);
  });
});

describeHome("in a user's home directory", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  }, PATIENCE_MS);
  afterAll(() => world?.close());

  const runnable = SESSIONS.map(({ source, lines }) => ({
    source,
    lines: lines.filter((line) => isRun(rowOf(commandOf(line)))),
  })).filter(({ lines }) => lines.length > 0);

  describe.each(runnable)("$source: $lines.0", ({ lines }) => {
    let folder: string;
    beforeAll(() => {
      folder = world.folder();
    });
    it.each(lines.map((line) => [line]))(
      "%s",
      async (line) => {
        const row = rowOf(commandOf(line));
        if (!isRun(row)) return;
        const { code, stdout, stderr } = await world.home.run(line, { folder });
        expect([row.code].flat(), `${stdout}\n${stderr}`).toContain(code);
        lookAt(stdout, row.shows);
        lookAt(stderr, row.says);
        for (const [name, looks] of Object.entries(row.files ?? {}))
          lookAt(readFileSync(join(world.home.directory, folder, name), "utf8"), looks);
      },
      PATIENCE_MS,
    );
  });
});
