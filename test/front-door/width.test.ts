import { afterAll, beforeAll, expect, it } from "vitest";
import { type NightlyWorld, startNightlyWorld } from "../support/nightly.js";
import { describeHome, type UserHome, userHome } from "../support/user-home.js";

/** What one line of the terminal is: its heads, if it is a line of heads. */
const headsOf = (line: string) =>
  /^ {2}HOSTS\b/.test(line) ? line.trim().split(/ {2,}/).slice(1) : undefined;

describeHome("the matrix on a terminal, a pipe and a page", () => {
  let home: UserHome;
  let world: NightlyWorld;

  beforeAll(async () => {
    home = await userHome({});
    world = await startNightlyWorld();
    const snapshot = `${home.directory}/fleet/fleet.jsonl`;
    const words = ["collect", "-i", world.inventory, "--no-ssh-config", "-o", snapshot];
    await world.run([...words, "web*", "batch*", "edge*"]);
    await world.close();
  });
  afterAll(() => home?.close());

  /** The heads of each block of the report. */
  async function blocks(line: string, COLUMNS?: string) {
    const { code, stdout, stderr } = await home.run(line, COLUMNS === undefined ? {} : { env: { COLUMNS } });
    expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
    return stdout.split(/\r?\n/).flatMap((each) => {
      const heads = headsOf(each);
      return heads ? [heads] : [];
    });
  }
  const REPORT = "wsgi-audit report fleet.jsonl";

  it("has all its columns, however wide the page is", async () => {
    const usual = await blocks(REPORT);
    const columns = usual.flat().sort();
    expect(columns.length).toBeGreaterThan(7);
    const wide = await blocks(`${REPORT} --wide`);
    expect(wide.flat().sort()).toEqual(columns);
    expect(wide.length).toBeLessThan(usual.length);
    const narrow = await blocks(REPORT, "40");
    expect(narrow.flat().sort()).toEqual(columns);
    expect(narrow.length).toBeGreaterThan(usual.length);
    for (const odd of ["0", "eighty", "999999999999"])
      expect(await blocks(REPORT, odd), `COLUMNS=${odd}`).toEqual(usual);
    // No line is endless: one block per group.
    expect((await blocks(`${REPORT} --wide`, "20")).length).toBe(wide.length);
  });

  it("has as many of a terminal's columns as that says it has", async () => {
    const on = (columns: number) =>
      blocks(`script -qec 'stty cols ${columns}; ${REPORT} --only-differences' /dev/null </dev/null`, "33");
    const [none, few, many] = [await on(0), await on(20), await on(200)];
    expect(few.every((heads) => heads.length === 1)).toBe(true);
    expect(many.length).toBeLessThan(few.length);
    // Of a terminal without a width, COLUMNS says it.
    expect(none).toEqual(await blocks(`${REPORT} --only-differences`, "33"));
  });

  it("has the demo, its five findings and its packages, on two screens of 120 x 50, and who has the wrong library in the first five lines at 80", async () => {
    const demo = async (COLUMNS: string) => {
      const { code, stdout } = await home.run("wsgi-audit demo", { env: { COLUMNS } });
      expect(code).toBe(0);
      return stdout.trimEnd().split(/\r?\n/);
    };
    const lines = await demo("120");
    expect(lines.length).toBeLessThanOrEqual(100);
    const packages = lines.slice(lines.indexOf("Packages by application: 56"));
    expect(packages[1]).toMatch(
      /^ {2}HOSTS +APPLICATION +asgiref +bundle +django +sqlparse +typing-extensions$/,
    );
    expect(packages[3]).toMatch(/^ {2}web06 +all 4 +3\.8\.1 +1\.0 \* +4\.2\.16 /);
    expect(lines.filter((line) => /^(error|warning) /.test(line))).toHaveLength(5);
    expect(lines).toContain("warning python/library-clash: Two builds of one library are in one process");
    const first = (await demo("80")).slice(0, 5);
    expect(first.join("\n")).toMatch(/^ERROR +1 host +python\/library-not-found +web07$/m);
  });
});
