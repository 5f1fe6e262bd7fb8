import { afterAll, beforeAll, expect, it } from "vitest";
import { tool } from "../../src/base/version.js";
import { declaredCommands } from "../support/commands.js";
import { describeHome, type UserHome, userHome } from "../support/user-home.js";
import { enteredBy } from "./entered.js";

describeHome("the help", () => {
  let home: UserHome;
  beforeAll(async () => {
    home = await userHome({ agent: false });
  });
  afterAll(() => home?.close());

  const said = async (line: string) => {
    const { code, stdout, stderr } = await home.run(line);
    expect({ code, stderr }, line).toEqual({ code: 0, stderr: "" });
    return stdout;
  };

  it("says what commands there are, and the version", async () => {
    const help = await said("wsgi-audit --help");
    for (const name of (await declaredCommands()).keys())
      expect(help).toMatch(new RegExp(`^ {2}${name} `, "m"));
    expect(await said("wsgi-audit -h")).toBe(help);
    for (const line of ["wsgi-audit --version", "wsgi-audit -V"])
      expect(await said(line)).toBe(`${tool.version}\n`);
  });

  it("says of each command what it takes, and shows only lines that it takes", async () => {
    const commands = await declaredCommands();
    for (const [name, { options }] of commands) {
      const help = await said(`wsgi-audit ${name} --help`);
      expect(help).toMatch(new RegExp(`^Usage: wsgi-audit ${name}\\b`));
      for (const { flags } of options) expect(help).toContain(`  ${flags} `);
      const shown = help.replace(/\s+/g, " ").matchAll(/`([a-z][^`]*)`/g);
      for (const [, line = ""] of shown) {
        // Not a shell's line, nor a key of the inventory.
        if (/^sh |:/.test(line)) continue;
        const [first = ""] = line.split(" ");
        expect(commands.has(first), `${name}: ${line}`).toBe(true);
        enteredBy(`wsgi-audit ${line}`, commands);
      }
    }
    expect(await said("wsgi-audit help hosts")).toBe(await said("wsgi-audit hosts -h"));
  }, 300_000);

  it("keeps to the columns that there are", async () => {
    const usual = await said("wsgi-audit --help");
    for (const name of ["", ...(await declaredCommands()).keys()])
      for (const COLUMNS of ["80", "100"]) {
        const { stdout } = await home.run(`wsgi-audit ${name} --help`, { env: { COLUMNS } });
        const longest = Math.max(...stdout.split("\n").map(({ length }) => length));
        expect(longest, `${name} --help in ${COLUMNS} columns`).toBeLessThanOrEqual(Number(COLUMNS));
        if (COLUMNS === "80" && name === "") expect(stdout).toBe(usual);
      }
  }, 300_000);

  it("is offered where a word is none of ours", async () => {
    const wrong = await home.run("wsgi-audit hosts --no-such-option");
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toMatch(
      /^error: unknown option '--no-such-option'\n\(--help shows what there is\)\n$/,
    );
  });
});
