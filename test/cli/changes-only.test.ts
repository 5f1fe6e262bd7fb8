import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { letDaysPass, type ScriptedFleet, startScriptedFleet } from "../support/scripted-fleet.js";
import { cronLine } from "../support/shipped-lines.js";
import { until } from "../support/until.js";

const NAMES = ["web01", "web02", "batch3"];
/** Without findings. */
const CLEAN = ["web01", "web02"];

/** What was so in the night before (nothing: it is the first run), and what is so tonight. */
interface Night {
  down?: readonly string[];
  /** The version of mod_wsgi on web01. */
  version?: string;
}
type Case = readonly [
  what: string,
  before: Night | undefined,
  now: Night,
  codes: { plain: number; news: number; told: boolean },
];

const ALL_WELL: Night = {};
const CASES: readonly Case[] = [
  ["the first run, all well", undefined, ALL_WELL, { plain: 0, news: 0, told: true }],
  ["the first run, one down", undefined, { down: ["web02"] }, { plain: 4, news: 5, told: true }],
  ["the first run, all down", undefined, { down: CLEAN }, { plain: 4, news: 5, told: true }],
  ["nothing changed", ALL_WELL, ALL_WELL, { plain: 0, news: 0, told: false }],
  ["a change", ALL_WELL, { version: "4.9.5" }, { plain: 0, news: 3, told: true }],
  ["one fell silent", ALL_WELL, { down: ["web02"] }, { plain: 4, news: 5, told: true }],
  ["all fell silent", ALL_WELL, { down: CLEAN }, { plain: 4, news: 5, told: true }],
  ["one is silent still", { down: ["web02"] }, { down: ["web02"] }, { plain: 4, news: 4, told: false }],
  ["all are silent still", { down: CLEAN }, { down: CLEAN }, { plain: 4, news: 4, told: false }],
  ["one answers again", { down: ["web02"] }, ALL_WELL, { plain: 0, news: 3, told: true }],
  [
    "a change and silence",
    ALL_WELL,
    { down: ["web02"], version: "4.9.5" },
    { plain: 4, news: 5, told: true },
  ],
  [
    "a change beside who is silent still",
    { down: ["web02"] },
    { down: ["web02"], version: "4.9.5" },
    { plain: 4, news: 5, told: true },
  ],
  ["another one falls silent", { down: ["web02"] }, { down: CLEAN }, { plain: 4, news: 5, told: true }],
  ["they take turns", { down: ["web02"] }, { down: ["web01"] }, { plain: 4, news: 5, told: true }],
];

describe("the exit code of the shipped cron line, and what is told", () => {
  let fleet: ScriptedFleet;
  let histories = 0;
  beforeAll(async () => {
    fleet = await startScriptedFleet(NAMES);
  });
  afterAll(() => fleet?.close());

  let version = "4.9.4";
  async function make({ down = [], version: wanted = "4.9.4" }: Night): Promise<void> {
    for (const name of NAMES) {
      await fleet.stop(name);
      if (!down.includes(name)) await fleet.start(name);
    }
    if (wanted !== version) fleet.change("web01", version, wanted);
    version = wanted;
  }
  /** The shipped line of cron, with more behind it. */
  const line = (history: string, hosts: readonly string[], more = "") =>
    `${cronLine(fleet.directory, history)} ${more} ${hosts.join(" ")}`;
  /** The same without what keeps it quiet. */
  const plainLine = (history: string, hosts: readonly string[], more = "") =>
    line(history, hosts, more).replace(" --changes-only", "");

  it.each(CASES)("%s", async (_, before, now, { plain, news, told }) => {
    histories += 1;
    const history = `history${histories}`;
    if (before) {
      await make(before);
      await fleet.sh(line(history, CLEAN));
      await letDaysPass(`${fleet.directory}/${history}`);
    }
    await make(now);
    const ended = await fleet.sh(line(history, CLEAN));
    expect(ended).toMatchObject({ code: news, stderr: "" });
    expect(ended.stdout !== "").toBe(told);
    if (told) {
      expect(ended.stdout).toMatch(
        /^\d{4}-\d\d-\d\d \d\d:\d\d UTC: .+\n.*inventory\.yaml, hosts 2: .+\n.+\n\n/,
      );
      expect(ended.stdout).toMatch(/\nstill open: .+\n$/);
    }
    expect(await fleet.sh(plainLine(history, CLEAN))).toMatchObject({ code: plain, stderr: "" });
  });

  it.each([
    ["--fail-on warning", 3],
    ["--fail-on error", 0],
    ["--fail-on none", 0],
  ])("of a first run follows its findings, %s", async (option, code) => {
    await make(ALL_WELL);
    histories += 1;
    const history = `history${histories}`;
    const first = await fleet.sh(line(history, ["batch3"], option));
    expect(first).toMatchObject({ code, stderr: "" });
    expect(first.stdout).toMatch(/^Already wrong:\n {2}batch3: warning python\/library-static: /m);
    const again = await fleet.sh(line(history, ["batch3"], option));
    expect(again).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await fleet.sh(plainLine(history, ["batch3"], option))).toMatchObject({ code });
  });

  it("is 2 for what was mistyped, told on standard error; a monitoring system gets its own", async () => {
    for (const wrong of [
      "--changes-onyl",
      "--where 'apache.mpmm = event'",
      "web1",
      "-f json --",
      "-f monitor --",
    ]) {
      const ended = await fleet.sh(line("mistyped", ["web01"], wrong));
      const isMonitor = wrong === "-f monitor --";
      expect(ended.code).toBe(isMonitor ? 3 : 2);
      expect(ended.stderr).not.toBe("");
      if (isMonitor) expect(ended.stdout).toMatch(/^WSGI-AUDIT UNKNOWN - .*--changes-only/);
      else expect(ended.stdout).toBe("");
    }
    expect((await fleet.sh("wsgi-audit run --changes-only")).code).toBe(2);
  });

  it("is 130 for a run that was interrupted, which says whom it did not ask", async () => {
    await make(ALL_WELL);
    const history = "interrupted";
    await fleet.sh(line(history, CLEAN));
    await letDaysPass(`${fleet.directory}/${history}`);
    fleet.mute("web02");
    const running = fleet.child(line(history, CLEAN).replace(/--log \S+/, "--log -"));
    await until(() => running.stderr().includes('"event":"host-done"'));
    running.kill("SIGTERM");
    const { code, stdout } = await running.ended;
    fleet.mute();
    expect(code).toBe(130);
    expect(stdout).toContain("interrupted: this is what there was by then");
    expect(stdout).toContain("Not asked, or not to the end, as the run was interrupted:\n  web02\n");
    expect(stdout).not.toContain("No whole answer:");
    // The next night is compared with the last whole answer of each host.
    await letDaysPass(`${fleet.directory}/${history}`);
    const next = await fleet.sh(line(history, CLEAN));
    expect(next).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("writes the whole report besides, where -o says where", async () => {
    await make(ALL_WELL);
    for (const _ of ["first", "second"]) {
      const ended = await fleet.sh(line("besides", CLEAN, "-f json,html -o report"));
      expect(ended).toMatchObject({ code: 0, stderr: "" });
      const shown = await fleet.sh("cat report/audit.json");
      expect(JSON.parse(shown.stdout).totals.hosts).toMatchObject({ selected: 2, ok: 2 });
      await fleet.sh("rm -r report");
    }
  });
});
