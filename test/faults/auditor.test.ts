import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Audit } from "../../src/model/audit.js";
import { sshServer, type TestServer } from "../support/servers.js";
import { until } from "../support/until.js";
import { freshFile } from "../support/world.js";
import {
  collecting,
  endedBelow,
  fresh,
  left,
  ONE_LINE,
  Rows,
  running,
  SILENCE,
  startBelow,
  untilWritten,
} from "./auditor.js";
import { type GoodHosts, harmedIn, startGoodHosts } from "./good-hosts.js";
import { matrixText } from "./matrix.js";
import { host } from "./played.js";
import { ENVIRONMENT, ended, inventoryOf, PROGRAM, startProgram } from "./program.js";

/** Whether a file system of a few kilobytes can be had for a test. */
const canMount =
  spawnSync("unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"], { stdio: "ignore" }).status === 0;
if (!canMount) process.stderr.write("\n*** No tmpfs can be mounted: a full history was NOT tested. ***\n\n");

const COPIES = 5;
const GOOD = 4 * COPIES;
const table = new Rows();

let good: GoodHosts;
let silent: TestServer;
/** The good hosts alone; and with one that would keep the run for minutes. */
let calm: string;
let stuck: string;
let snapshot: string;

beforeAll(async () => {
  good = await startGoodHosts(COPIES);
  silent = await sshServer(host(() => {}));
  const settings = { deadline: `${SILENCE}s`, connect_timeout: `${SILENCE}s` };
  calm = inventoryOf(good.hosts);
  stuck = inventoryOf([...good.hosts, { name: "silent", port: silent.port, settings }]);
  snapshot = fresh();
  const { code, stderr } = await ended(startProgram(collecting(calm, snapshot)));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

afterAll(() => {
  for (const server of [...(good?.servers ?? []), silent]) server?.close();
  process.stdout.write(`\n${matrixText(table.rows)}`);
});

describe("fault matrix: the auditor's disk is full", () => {
  it("from the beginning", async () => {
    const outcome = await ended(startProgram(collecting(stuck, "/dev/full")));
    table.add("no room for a snapshot", outcome, { words: "one line", whole: outcome.stdout === "" }, () => {
      expect(outcome).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(ONE_LINE) });
      expect(outcome.stderr).toContain("ENOSPC");
    });
  });

  it("in the middle of a snapshot: what is in it is whole, and nobody waits for the rest", async () => {
    const file = fresh();
    const outcome = await endedBelow("ulimit -f 40;", collecting(stuck, file));
    const audit = await left(file);
    table.add("full in mid-snapshot", outcome, audit, () => {
      expect(outcome).toMatchObject({ code: 1, stderr: expect.stringMatching(ONE_LINE) });
      expect(audit.totals.hosts).toMatchObject({ selected: GOOD + 1 });
      expect(audit.totals.hosts.ok).toBeGreaterThan(0);
      expect(audit.totals.hosts.skipped).toBeGreaterThan(0);
    });
  });

  it("when the report is written: the one that was there stays, and no half one beside it", async () => {
    const folder = fresh();
    mkdirSync(folder);
    const file = join(folder, "audit.json");
    writeFileSync(file, "yesterday");
    const outcome = await endedBelow("ulimit -f 1;", ["report", snapshot, "-f", "json", "-o", file]);
    const kept = readFileSync(file, "utf8") === "yesterday";
    table.add("full at the report", outcome, { words: "old one kept", whole: kept }, () => {
      expect(outcome).toMatchObject({ code: 1, stderr: expect.stringMatching(ONE_LINE) });
      expect(readdirSync(folder)).toEqual(["audit.json"]);
    });
  });

  it("when several reports are written", async () => {
    const folder = fresh();
    const outcome = await endedBelow("ulimit -f 1;", [
      "report",
      snapshot,
      "-f",
      "monitor,json",
      "-o",
      folder,
    ]);
    const first = readFileSync(join(folder, "audit.monitor.txt"), "utf8");
    const evidence = { words: "first one whole", whole: /^WSGI.*\n$/.test(first) };
    table.add("full at the second report", outcome, evidence, () => {
      expect(outcome).toMatchObject({ code: 1, stderr: expect.stringMatching(ONE_LINE) });
      expect(readdirSync(folder)).toEqual(["audit.monitor.txt"]);
    });
  });

  it("when the report goes to standard output", async () => {
    const outcome = await endedBelow("exec >/dev/full;", ["report", snapshot, "-f", "json"]);
    table.add("standard output full", outcome, { words: "one line", whole: outcome.stdout === "" }, () => {
      expect(outcome).toMatchObject({ code: 1, stderr: expect.stringMatching(ONE_LINE) });
    });
  });

  it.runIf(canMount)("when the run is added to the history: nothing of it is there afterwards", async () => {
    const folder = fresh();
    mkdirSync(folder);
    const inside = `mount -t tmpfs -o size=4k none ${folder}; "$@"; code=$?; ls -A ${folder} >&2; exit $code`;
    const words = running(calm, "--snapshot", fresh(), "--history", folder);
    const outcome = await endedBelow(`set -- unshare -rm sh -c '${inside}' sh "$@";`, words);
    const whole = (JSON.parse(outcome.stdout) as Audit).totals.hosts.ok === GOOD;
    table.add("history full", outcome, { words: "nothing in it", whole }, () => {
      expect(outcome).toMatchObject({ code: 1, stderr: expect.stringMatching(ONE_LINE) });
      expect(outcome.stderr).toContain("ENOSPC");
    });
  });

  it("where it puts what nobody wants to keep", async () => {
    const outcome = await endedBelow("", running(calm), { TMPDIR: "/no/such/place" });
    table.add("no temporary directory", outcome, { words: "one line", whole: outcome.stdout === "" }, () => {
      const line = /^wsgi-audit: no place for the evidence of this run, [^\n]*ENOENT[^\n]*\n$/;
      expect(outcome).toMatchObject({ code: 1, stderr: expect.stringMatching(line) });
    });
  });
});

describe("fault matrix: the auditor is out of descriptors", () => {
  it("fewer hosts at a time, all of them whole", async () => {
    const many = await startGoodHosts(GOOD);
    const file = fresh();
    const outcome = await endedBelow("ulimit -n 128;", collecting(inventoryOf(many.hosts), file));
    const audit = await left(file);
    for (const server of many.servers) server.close();
    table.add("few open files", outcome, audit, () => {
      expect(outcome).toMatchObject({
        code: 0,
        stderr: "128 open files (ulimit -n) serve 22 hosts at a time, not 64\n",
      });
      expect(harmedIn(audit, many.hosts)).toEqual([]);
    });
  });
});

describe("fault matrix: nobody listens to the auditor", () => {
  it("on standard error", async () => {
    const file = fresh();
    const child = startBelow("ulimit -n 128;", [...collecting(calm, file), "--running", "500"]);
    child.stderr?.destroy();
    const outcome = await ended(child);
    const audit = await left(file);
    table.add("standard error closed", outcome, audit, () => {
      expect(outcome).toMatchObject({ code: 0, signal: null });
      expect(harmedIn(audit, good.hosts)).toEqual([]);
    });
  });

  it("on standard output", async () => {
    const file = fresh();
    const child = startProgram(running(calm, "--snapshot", file));
    child.stdout?.destroy();
    const outcome = await ended(child);
    const audit = await left(file);
    table.add("standard output closed", outcome, audit, () => {
      expect(outcome).toMatchObject({ code: 0, stderr: "" });
      expect(harmedIn(audit, good.hosts)).toEqual([]);
    });
  });
});

describe("fault matrix: the auditor is ended", () => {
  /** A run that waits for its silent host alone. */
  async function waiting(): Promise<{ file: string; child: ChildProcess }> {
    const file = fresh();
    const child = startProgram(running(stuck, "--snapshot", file));
    await untilWritten(file, GOOD);
    return { file, child };
  }

  const finished = (audit: Audit) => {
    expect(audit.totals.hosts).toMatchObject({ selected: GOOD + 1, ok: GOOD });
    expect(harmedIn(audit, good.hosts)).toEqual([]);
  };

  it.each([["SIGINT"], ["SIGTERM"], ["SIGHUP"]] as const)(
    "by %s: what there is is written and reported",
    async (name) => {
      const { file, child } = await waiting();
      child.kill(name);
      const outcome = await ended(child);
      const audit = await left(file);
      table.add(name === "SIGHUP" ? "SIGHUP" : name, outcome, audit, () => {
        expect(outcome).toMatchObject({ code: 130, stderr: "" });
        expect(audit.run.interrupted).toBe(true);
        finished(audit);
        expect(JSON.parse(outcome.stdout)).toMatchObject({ totals: audit.totals });
      });
    },
  );

  it("by SIGKILL: the snapshot has every host that was done, and report reads it", async () => {
    const { file, child } = await waiting();
    child.kill("SIGKILL");
    const outcome = await ended(child);
    const audit = await left(file);
    table.add("SIGKILL", outcome, audit, () => {
      expect(outcome.signal).toBe("SIGKILL");
      finished(audit);
      expect(audit.totals.hosts.skipped).toBe(1);
    });
  });

  it("by SIGKILL in the middle of a record", async () => {
    const { file, child } = await waiting();
    child.kill("SIGKILL");
    const outcome = await ended(child);
    const text = readFileSync(file, "utf8");
    const torn = freshFile(text.slice(0, text.lastIndexOf('"record":"host"') + 200));
    const audit = await left(torn);
    table.add("SIGKILL in mid-record", outcome, audit, () => {
      expect(audit.totals.hosts).toMatchObject({ ok: GOOD - 1, skipped: 2 });
    });
  });

  it("by its terminal, which is gone for good", async () => {
    const file = fresh();
    const words = [process.execPath, PROGRAM, ...running(stuck, "--snapshot", file)];
    const terminal = spawn("script", ["-qec", `exec ${words.join(" ")}`, "/dev/null"], {
      env: { ...ENVIRONMENT, TERM: "xterm" },
      stdio: ["pipe", "ignore", "ignore"],
    });
    await untilWritten(file, GOOD);
    terminal.kill("SIGKILL");
    const outcome = await ended(terminal);
    await until(() => readFileSync(file, "utf8").includes('"record":"end"'));
    const audit = await left(file);
    table.add("terminal gone", outcome, audit, () => {
      expect(audit.run.interrupted).toBe(true);
      finished(audit);
    });
  });

  /** A collection from this machine, whose shell does not end when it is asked to. */
  function startStubborn(file: string, deadline: string, log = fresh()): ChildProcess {
    const bin = fresh();
    mkdirSync(bin);
    const shell = `#!/bin/sh\ntrap '' TERM\n: >&2\nsleep ${SILENCE} &\nwait\nwait\n`;
    writeFileSync(join(bin, "sh"), shell, { mode: 0o755 });
    const inventory = freshFile(JSON.stringify({ hosts: { me: { transport: "local", deadline } } }));
    const path = [bin, process.env.PATH].join(delimiter);
    return startProgram([...collecting(inventory, file), "--log", log], { PATH: path });
  }

  it("by a second Ctrl-C: at once, whatever it still waits for", async () => {
    const file = fresh();
    const log = fresh();
    const child = startStubborn(file, `${SILENCE}s`, log);
    const logged = (event: string) => existsSync(log) && readFileSync(log, "utf8").includes(`"${event}"`);
    await until(() => logged("host-running"));
    child.kill("SIGINT");
    await until(() => logged("signal"));
    child.kill("SIGINT");
    const outcome = await ended(child);
    const header = readFileSync(file, "utf8");
    table.add("second Ctrl-C", outcome, { words: "header kept", whole: header.endsWith("\n") }, () =>
      expect(outcome.signal).toBe("SIGINT"),
    );
  });

  it("not by a local script that stays: it is killed, and the run goes on", async () => {
    const file = fresh();
    const outcome = await ended(startStubborn(file, "2s"));
    const audit = await left(file);
    table.add("a local script that stays", outcome, audit, () => {
      expect(outcome).toMatchObject({ code: 4, stderr: "" });
      expect(audit.hosts[0]).toMatchObject({ status: "failed", error: { stage: "exec", code: "timeout" } });
    });
  });
});
