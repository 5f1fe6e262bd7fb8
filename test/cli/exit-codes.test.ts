import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type NightlyWorld, readLog, startNightlyWorld } from "../support/nightly.js";
import { PROGRAM } from "../support/program.js";
import { until } from "../support/until.js";

let world: NightlyWorld;
beforeAll(async () => {
  world = await startNightlyWorld();
});
afterAll(() => world.close());

const CLEAN = ["web01", "--fail-on", "error"];

/** What the inventory stands for is put in front of the words. */
const CODES: readonly [code: number, what: string, words: readonly string[]][] = [
  [0, "complete, nothing found at or above --fail-on", CLEAN],
  [0, "findings that do not count", ["web08", "--fail-on", "none"]],
  [0, "evidence of answering hosts", ["collect", "web01", "-o", "SNAPSHOT"]],
  [0, "hosts that can be reached", ["hosts", "web01", "--check"]],
  [1, "evidence that cannot be kept", ["web01", "--snapshot", "/dev/full"]],
  [1, "a report that cannot be written", ["web01", "-o", "/nonexistent/audit.txt"]],
  [2, "an unknown option", ["web01", "--no-such-option"]],
  [2, "a host that is not there", ["nobody"]],
  [2, "a lock in a place that is not there", [...CLEAN, "--lock", "/nonexistent/lock"]],
  [2, "a duration that is none", [...CLEAN, "--lock-wait", "soon"]],
  [3, "complete, with findings", ["web08"]],
  [4, "incomplete, no findings", [...CLEAN, "refusing"]],
  [4, "evidence of a host that does not answer", ["collect", "refusing", "-o", "SNAPSHOT"]],
  [4, "a host that cannot be reached", ["hosts", "refusing", "--check"]],
  [5, "incomplete, with findings", ["web08", "refusing"]],
];

describe("the exit code", () => {
  it.each(CODES)("is %i for %s", async (code, _, words) => {
    const named = words.map((word) => (word === "SNAPSHOT" ? join(world.directory, "x.jsonl") : word));
    const command = ["collect", "hosts"].includes(named[0] ?? "") ? [named.shift() ?? ""] : [];
    const ended = await world.run([...command, "-i", world.inventory, ...named]);
    expect(ended).toMatchObject({ code });
    const isMistake = code === 1 || code === 2;
    expect(isMistake ? ended.stderr : "-").not.toBe("");
    expect(isMistake ? "" : ended.stderr).toBe("");
  });

  it.runIf(process.getuid?.() === 0)("is 0 for a user who stands in no passwd file", () => {
    const options = { uid: 54321, gid: 54321, env: { PATH: process.env.PATH }, encoding: "utf8" } as const;
    const inventory = world.file("one.yaml", "hosts: { a: {} }\n");
    chmodSync(world.directory, 0o711);
    chmodSync(inventory, 0o644);
    const words = [PROGRAM, "hosts", "--no-ssh-config", "-i", inventory];
    expect(spawnSync(process.execPath, words, options)).toMatchObject({
      status: 0,
      stderr: "",
    });
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "is 130 for %s; what there was is reported",
    async (name) => {
      const log = join(world.directory, `${name}.log`);
      const words = ["-i", world.inventory, "web01", "web08", "silent", "-f", "json", "--log", log];
      const { child, ended } = world.start(words);
      const done = () => readLog(log).filter(({ event }) => event === "host-done");
      await until(() => {
        try {
          return done().length === 2;
        } catch {
          return false; // no log yet
        }
      });
      child.kill(name);
      const { code, stdout, stderr } = await ended;
      expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
      expect(JSON.parse(stdout)).toMatchObject({
        run: { interrupted: true },
        totals: { hosts: { selected: 3, ok: 2 } },
      });
      expect(readLog(log).filter(({ event }) => ["signal", "run-ended"].includes(event))).toMatchObject([
        { level: "warn", signal: name },
        { code: 130, hosts: { ok: 2 } },
      ]);
    },
  );

  it("is 130 for a run that waited for another one; nothing is done", async () => {
    const lock = join(world.directory, "lock");
    const first = world.start(["-i", world.inventory, "silent", "--lock", lock, "--log", "-"]);
    await until(() => first.written.stderr.includes("host-connecting"));
    const refused = await world.run(["-i", world.inventory, ...CLEAN, "--lock", lock]);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(
      new RegExp(`^wsgi-audit: another run holds ${lock} \\(pid ${first.child.pid}, .*\n$`),
    );
    const second = world.start([
      "-i",
      world.inventory,
      ...CLEAN,
      "--lock",
      lock,
      "--lock-wait",
      "5m",
      "--log",
      "-",
    ]);
    await until(() => second.written.stderr.includes("lock-waiting"));
    second.child.kill("SIGTERM");
    expect(await second.ended).toMatchObject({ code: 130, stdout: "" });
    const third = world.start(["-i", world.inventory, ...CLEAN, "--lock", lock, "--lock-wait", "5m"]);
    first.child.kill("SIGKILL");
    expect(await third.ended).toMatchObject({ code: 0, stderr: "" });
    await first.ended;
  });

  it("is the second signal's own, at once: here the report has no reader", async () => {
    const log = join(world.directory, "second.log");
    const words = ["-i", world.inventory, "web0*", "silent", "-f", "html", "--log", log];
    const { child, ended } = world.start(words);
    child.stdout?.pause();
    const logged = (event: string) => existsSync(log) && readLog(log).some((line) => line.event === event);
    await until(() => logged("host-done"));
    child.kill("SIGTERM");
    await until(() => logged("signal"));
    // It is in the midst of writing, which it does not end: the page is larger than what a pipe holds.
    await until(() => (child.stdout?.readableLength ?? 0) > 0);
    child.kill("SIGTERM");
    await until(() => child.signalCode !== null);
    child.stdout?.resume();
    expect(await ended).toMatchObject({ code: "SIGTERM" });
  });

  it("is the signal's own before any host was contacted", async () => {
    const mark = join(world.directory, "asked");
    const asking = `touch ${mark}; while [ -e ${mark} ]; do sleep 1; done`;
    const slow = world.file("ssh_config", `Match exec "${asking}"\n  User nobody\n`);
    const { child, ended } = world.start(["-i", world.inventory, "web01", "-F", slow]);
    await until(() => existsSync(mark));
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: "SIGTERM" });
    rmSync(mark);
  });
});
