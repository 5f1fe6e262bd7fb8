import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileSink, RunLog, streamSink } from "../../../src/cli/unattended/log.js";
import {
  type LogLine,
  linesOfLog,
  type NightlyWorld,
  readLog,
  startNightlyWorld,
} from "../../support/nightly.js";
import { proxyTo } from "../../support/servers.js";
import { until } from "../../support/until.js";

const schema = JSON.parse(readFileSync(new URL("../../../schemas/log.schema.json", import.meta.url), "utf8"));
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
const EVENTS: string[] = schema.oneOf.map((each: { properties: { event: { const: string } } }) => {
  return each.properties.event.const;
});

const seen = new Set<string>();

/** Every line of every test is one of the schema. */
function valid(lines: LogLine[]): LogLine[] {
  for (const line of lines) {
    validate(line);
    expect(validate.errors, JSON.stringify(line)).toBeNull();
    expect(Date.parse(String(line.time))).toBeGreaterThan(Date.now() - 300_000);
    seen.add(line.event);
  }
  return lines;
}

describe("the log of a run", () => {
  let world: NightlyWorld;
  beforeAll(async () => {
    world = await startNightlyWorld();
  });
  afterAll(() => world.close());

  it("says what was done, host by host, in lines of the schema; nothing is said elsewhere", async () => {
    const [log, history] = [join(world.directory, "run.log"), join(world.directory, "history")];
    const words = ["-i", world.inventory, "web01", "web08", "refusing", "--log", log, "--history", history];
    const snapshot = join(world.directory, "kept.jsonl");
    const { code, stderr } = await world.run([
      ...words,
      "-f",
      "text,json",
      "-o",
      world.directory,
      "--snapshot",
      snapshot,
    ]);
    expect({ code, stderr }).toEqual({ code: 5, stderr: "" });
    const lines = valid(readLog(log));
    expect(lines.map(({ event }) => event).filter((event) => !event.startsWith("host-"))).toEqual([
      "lock-taken",
      "run-started",
      "snapshot-written",
      "report-written",
      "report-written",
      "history-added",
      "run-ended",
    ]);
    const of = (host: string) => lines.filter((line) => line.host === host).map(({ event }) => event);
    expect(of("web01")).toEqual(["host-connecting", "host-running", "host-done"]);
    expect(of("refusing")).toEqual(["host-connecting", "host-done"]);
    const [header] = linesOfLog(readFileSync(snapshot, "utf8")) as unknown as [Record<string, unknown>];
    expect(lines.find(({ event }) => event === "run-started")).toMatchObject({
      run: (header.run as { id: string }).id,
      selected: 3,
      script: header.script,
      limits: { handshakes: 16, running: 64 },
    });
    const done = lines.filter(({ event }) => event === "host-done");
    expect(done.find(({ host }) => host === "web01")).toMatchObject({
      level: "info",
      status: "ok",
      transport: "ssh2",
    });
    expect(done.find(({ host }) => host === "refusing")).toMatchObject({
      level: "warn",
      status: "unreachable",
      stage: "dial",
      code: "refused",
      transport: null,
    });
    expect(lines.at(-1)).toMatchObject({ code: 5, hosts: { ok: 2, unreachable: 1, failed: 0, skipped: 0 } });
    expect(statSync(log).mode & 0o777).toBe(0o600);
  });

  it("is appended to, by a run that fails too", async () => {
    const log = join(world.directory, "appended.log");
    await world.run(["-i", world.inventory, "web08", "--log", log]);
    const { code, stderr } = await world.run(["-i", world.inventory, "nobody", "--log", log]);
    expect(code).toBe(2);
    const ends = valid(readLog(log)).filter(({ event }) => event === "run-ended");
    expect(ends).toMatchObject([
      { level: "info", code: 3 },
      { level: "error", code: 2 },
    ]);
    expect(`${ends[1]?.message}\n`).toBe(stderr);
  });

  it("tells waiting for a lock, signals, and attempts that are made again", async () => {
    const lock = join(world.directory, "lock");
    const log = (name: string) => join(world.directory, `${name}.log`);
    const first = world.start(["-i", world.inventory, "silent", "--lock", lock, "--log", log("first")]);
    await until(() => existsSync(log("first")) && readLog(log("first")).length === 3);
    const wait = ["--lock", lock, "--lock-wait", "5m", "--log", log("second")];
    // A server that hangs up before it says who it is, as one that has too many in their login.
    const throttling = await proxyTo(1, (socket) => socket.destroy());
    const inventory = world.file(
      "throttled.yaml",
      readFileSync(world.inventory, "utf8").replace("port: 1,", `port: ${throttling.port},`),
    );
    const second = world.start(["-i", inventory, "refusing", ...wait]);
    await until(() => existsSync(log("second")) && readLog(log("second")).length === 1);
    first.child.kill("SIGTERM");
    await first.ended;
    await second.ended;
    throttling.close();
    valid(readLog(log("first")));
    expect(valid(readLog(log("second"))).map(({ event }) => event)).toEqual([
      "lock-waiting",
      "lock-taken",
      "run-started",
      "host-connecting",
      "host-retrying",
      "host-retrying",
      "host-retrying",
      "host-done",
      "report-written",
      "run-ended",
    ]);
    expect(readLog(log("second"))[0]).toMatchObject({ file: lock, pid: first.child.pid });
  });

  it("takes the notes on an inventory, which otherwise would be mailed every night", async () => {
    const ansible = world.file(
      "hosts",
      "[web]\nweb1 ansible_host=127.0.0.1 ansible_port=1 ansible_ssh_timeout=5\n",
    );
    const log = join(world.directory, "notes.log");
    const quiet = await world.run(["-i", ansible, "--log", log]);
    expect(quiet).toMatchObject({ code: 4, stderr: "" });
    expect(valid(readLog(log))[0]).toMatchObject({ event: "inventory-note", level: "warn" });
    const told = await world.run(["-i", ansible]);
    expect(told.stderr).toBe(`inventory: ${readLog(log)[0]?.message}\n`);
  });

  it("never breaks the audit, and its loss is said once", async () => {
    for (const [log, reason] of [
      ["/dev/full", "ENOSPC"],
      [join(world.directory, "no/such"), "ENOENT"],
    ] as const) {
      const { code, stdout, stderr } = await world.run(["-i", world.inventory, "web08", "--log", log]);
      expect(code).toBe(3);
      expect(stdout).toContain("hosts 1: 1 ok");
      expect(stderr).toMatch(new RegExp(`^wsgi-audit: the log cannot be written: ${reason}.*\\n$`));
    }
  });

  it("has shown every event that there is", () => {
    expect([...seen].sort()).toEqual([...EVENTS].sort());
  });
});

describe("a line of the log", () => {
  const HOSTILE = 'x\n{"event":"run-ended"}\r\u001b[2J\u009b2J\u202eevil\u2028\u0007"\\';

  it("is one line, with nothing in it that a terminal obeys, whatever a host says", async () => {
    const stream = new PassThrough();
    const log = await new RunLog(streamSink(stream), () => {}).begin();
    log.take({
      type: "retrying",
      host: HOSTILE,
      error: { stage: "ident", code: "not-ssh", message: HOSTILE },
    });
    log.ended(0);
    stream.end();
    const written = await text(stream);
    expect(written).toMatch(/^[\x20-\x7e]+\n[\x20-\x7e]+\n$/);
    const [line] = valid(linesOfLog(written));
    expect(line).toMatchObject({ event: "host-retrying", host: HOSTILE, message: HOSTILE });
  });

  it("stays a line after one that a full disk has cut", () => {
    const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
    const file = join(directory, "log");
    writeFileSync(file, '{"half');
    chmodSync(file, 0o600);
    const sink = fileSink(file);
    sink.write('{"event":"x"}\n');
    sink.close();
    expect(readFileSync(file, "utf8").split("\n").at(-2)).toBe('{"event":"x"}');
    rmSync(directory, { recursive: true });
  });
});
