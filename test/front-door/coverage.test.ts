import type { Command } from "commander";
import { beforeAll, describe, expect, it } from "vitest";
import { declaredCommands } from "../support/commands.js";
import { codeWordsIn, PAGES, read } from "../support/documents.js";
import { enteredBy } from "./entered.js";
import { MORE } from "./more.js";
import { isRun } from "./row.js";
import { rowOf } from "./rows/index.js";
import { commandOf, sessionsOfDocuments, sessionsOfFiles } from "./sessions.js";

const LINES = [...sessionsOfDocuments(), ...MORE].flatMap(({ lines }) => lines.map(commandOf));

describe("the front door", () => {
  let commands: Map<string, Command>;
  beforeAll(async () => {
    commands = await declaredCommands();
  });

  const run = () => LINES.filter((line) => isRun(rowOf(line))).flatMap((line) => enteredBy(line, commands));

  it("is entered with every command", () => {
    const entered = new Set(run().map(({ command }) => command));
    expect([...commands.keys()].filter((command) => !entered.has(command))).toEqual([]);
    expect(commands.size).toBeGreaterThan(8);
  });

  it("is entered with every option of every command", () => {
    const entered = new Set(run().flatMap(({ command, flags }) => flags.map((flag) => `${command} ${flag}`)));
    const declared = [...commands].flatMap(([command, { options }]) =>
      options.map(({ long }) => `${command} ${long}`),
    );
    expect(declared.filter((option) => !entered.has(option))).toEqual([]);
    expect(declared.length).toBeGreaterThan(80);
  });

  it("is entered for every format of every command that has some", () => {
    // `run`, `check` and `report` have the same ones, from one list.
    const sameAs = (command: string) => (["run", "check"].includes(command) ? "report" : command);
    const entered = new Set(
      run().flatMap(({ command, formats }) => formats.map((format) => `${sameAs(command)} ${format}`)),
    );
    const usual = [...commands].flatMap(([command, { options }]) =>
      options.flatMap(({ long, argChoices, defaultValue }) =>
        long === "--format"
          ? (argChoices ?? [])
              .filter((choice) => choice !== defaultValue)
              .map((choice) => `${sameAs(command)} ${choice}`)
          : [],
      ),
    );
    expect(usual.filter((format) => !entered.has(format))).toEqual([]);
    expect(usual.length).toBeGreaterThan(8);
  });

  it("has a line for what nobody enters, or this test would not see it", () => {
    expect(
      enteredBy("wsgi-audit hosts -F x --pick 3 'a b' && wsgi-audit -f csv,json -o y | less -S", commands),
    ).toEqual([
      { command: "hosts", flags: ["--ssh-config", "--pick"], formats: [] },
      { command: "run", flags: ["--format", "--output"], formats: ["csv", "json"] },
    ]);
    expect(() => enteredBy("wsgi-audit hosts --wide", commands)).toThrow("no option --wide");
  });

  it("is shown in shipped files and in sentences with options that there are", () => {
    for (const { lines } of sessionsOfFiles()) for (const line of lines) enteredBy(line, commands);
    // The catalogue names options that hosts have.
    const pages = ["README.md", ...PAGES].filter((page) => page !== "docs/catalogue.md");
    const words = pages.flatMap((page) => codeWordsIn(read(page)));
    const calls = words.filter((text) => /^wsgi-audit [a-z]/.test(text));
    expect(calls.length).toBeGreaterThan(2);
    for (const text of calls) enteredBy(text, commands);
    const known = new Set(
      [...commands.values()].flatMap(({ options }) => options.flatMap(({ short, long }) => [short, long])),
    );
    const flags = words.flatMap((text) => /^-{1,2}[a-z][\w-]*/i.exec(text)?.[0] ?? []);
    expect(flags.length).toBeGreaterThan(10);
    expect([...new Set(flags)].filter((flag) => !known.has(flag) && !OTHERS.has(flag))).toEqual([]);
  });
});

/** Options of other programs, which our documents name. */
const OTHERS = new Set(["--help", "--list", "-X", "-V", "-l", "-t", "-D", "-c", "-C"]);
