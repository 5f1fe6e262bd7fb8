import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Audit } from "../../src/model/audit.js";
import type { SnapshotRecord } from "../../src/model/snapshot.js";
import { runProgram } from "../support/command-line.js";
import { PROGRAM, type RecordedFleet, startRecordedFleet } from "../support/recorded-fleet.js";
import { until } from "../support/until.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-resumed-"));
let fleet: RecordedFleet;
let undisturbed: string;
/** The inventory with one host that nothing answers at. */
let dead: string;
beforeAll(async () => {
  fleet = await startRecordedFleet(directory);
  dead = at("dead.yaml");
  const inventory = readFileSync(fleet.inventory, "utf8");
  writeFileSync(dead, inventory.replace(/(web05:\n +address: 127.0.0.1\n +port: )\d+/, "$11"));
  undisturbed = at("undisturbed.jsonl");
  expect(await run(onFleet("collect", "-o", undisturbed))).toMatchObject({ code: 0 });
});
beforeEach(() => {
  fleet.silent.clear();
  fleet.asked.length = 0;
});
afterAll(() => {
  fleet.close();
  rmSync(directory, { recursive: true });
});

const at = (name: string) => join(directory, name);
const env = { PATH: process.env.PATH, XDG_CACHE_HOME: at("cache"), HOME: directory };
const run = (words: readonly string[]) => runProgram(words, env);
const onFleet = (command: string, ...more: string[]) => fleet.words(command, ...more);

const records = (file: string) =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as SnapshotRecord)
    : [];
const hostsIn = (file: string) =>
  records(file).flatMap((record) => (record.record === "host" ? [record.host.name] : []));
const auditOf = async (...files: string[]) =>
  JSON.parse((await run(["report", ...files, "-f", "json"])).stdout) as Audit;
const textOf = async (file: string) => (await run(["report", file])).stdout;

/** A collect of all hosts, ended by a signal when all have answered but those that are silent. */
async function endedBy(signal: "SIGKILL" | "SIGINT", file: string, silent: string[], ...more: string[]) {
  for (const name of silent) fleet.silent.add(name);
  const words = onFleet("collect", "-o", file, ...more);
  const child = spawn(process.execPath, [PROGRAM, ...words], { env, stdio: "ignore" });
  const ended = once(child, "exit");
  await until(() => hostsIn(file).length === fleet.names.length - silent.length);
  await until(() => silent.every((name) => fleet.asked.includes(name)));
  child.kill(signal);
  await ended;
  fleet.silent.clear();
  fleet.asked.length = 0;
}

const SILENT = ["web03", "batch2", "db1"];

describe("--resume", () => {
  it("asks what a killed run had not, and makes the report of one that was never killed", async () => {
    const file = at("killed.jsonl");
    await endedBy("SIGKILL", file, SILENT);
    const before = await auditOf(file);
    expect(before.totals.hosts).toMatchObject({ selected: 15, ok: 12, skipped: 3 });
    expect(before.run.interrupted).toBe(true);
    const answered = readFileSync(file);
    // What the kernel had of a line when the power went.
    writeFileSync(file, Buffer.concat([answered, Buffer.from('{"record":"host","host":{"name":"web')]));
    const { code, stderr } = await run(onFleet("collect", "--resume", file));
    expect(code).toBe(0);
    expect(stderr).toBe(`going on with ${file}: 3 of 15 hosts are left\n`);
    expect(fleet.asked.toSorted()).toEqual(SILENT.toSorted());
    expect(readFileSync(file).subarray(0, answered.length).equals(answered)).toBe(true);
    expect(hostsIn(file).toSorted()).toEqual(fleet.names.toSorted());
    const { totals, run: about } = await auditOf(file);
    expect(totals.hosts).toEqual({ selected: 15, ok: 15, partial: 0, unreachable: 0, failed: 0, skipped: 0 });
    expect(about.interrupted).toBe(false);
    expect(await textOf(file)).toBe(await textOf(undisturbed));
  });

  it("goes on with what Ctrl-C ended, with the report and the exit code of the whole", async () => {
    const file = at("interrupted.jsonl");
    await endedBy("SIGINT", file, SILENT, "--running", "15");
    expect(records(file).at(-1)).toMatchObject({ record: "end", interrupted: true });
    const { code, stdout } = await run(onFleet("run", "--resume", file));
    expect(code).toBe(3);
    expect(stdout.replace(fleet.inventory, "")).toBe(
      (await textOf(undisturbed)).replace(fleet.inventory, ""),
    );
    expect(fleet.asked.toSorted()).toEqual(SILENT.toSorted());
    expect(records(file).filter(({ record }) => record === "end")).toHaveLength(1);
    expect(records(file).at(-1)).toMatchObject({ record: "end", interrupted: false });
  });

  it("does nothing to a run that came to its end, and reports", async () => {
    const file = at("complete.jsonl");
    copyFileSync(undisturbed, file);
    const before = statSync(file);
    expect(await run(onFleet("collect", "--resume", file))).toMatchObject({ code: 0 });
    const { code, stdout } = await run(onFleet("run", "--resume", file, "--retry-failed"));
    expect(code).toBe(3);
    expect(stdout).toContain("hosts 15: 15 ok");
    expect(fleet.asked).toEqual([]);
    expect(statSync(file).mtimeMs).toBe(before.mtimeMs);
  });

  it("writes the end mark alone where only that was missing", async () => {
    const file = at("endless.jsonl");
    writeFileSync(
      file,
      `${readFileSync(undisturbed, "utf8").trimEnd().split("\n").slice(0, -1).join("\n")}\n`,
    );
    expect((await auditOf(file)).run.interrupted).toBe(true);
    expect(await run(onFleet("collect", "--resume", file))).toMatchObject({ code: 0 });
    expect(fleet.asked).toEqual([]);
    expect((await auditOf(file)).run.interrupted).toBe(false);
  });

  it("asks the failed ones anew with --retry-failed alone, and keeps the later answer", async () => {
    const file = at("retried.jsonl");
    expect(await run(["collect", "-i", dead, "--no-ssh-config", "-o", file])).toMatchObject({ code: 4 });
    expect(await run(onFleet("collect", "--resume", file))).toMatchObject({ code: 4 });
    expect((await auditOf(file)).totals.hosts).toMatchObject({ ok: 14, unreachable: 1 });
    fleet.asked.length = 0;
    expect(await run(onFleet("collect", "--resume", file, "--retry-failed"))).toMatchObject({ code: 0 });
    expect(fleet.asked).toEqual(["web05"]);
    expect(hostsIn(file)).toHaveLength(16);
    expect((await auditOf(file)).totals.hosts).toMatchObject({ selected: 15, ok: 15, unreachable: 0 });
    expect(await textOf(file)).toBe(await textOf(undisturbed));
    const { stdout } = await run(["bundle", file, "web05"]);
    expect(stdout).toContain("Server version: Apache/");
  });

  it("keeps an earlier answer where the retry was interrupted", async () => {
    const file = at("kept.jsonl");
    await run(["collect", "-i", dead, "--no-ssh-config", "-o", file]);
    fleet.silent.add("web05");
    const words = onFleet("collect", "--resume", file, "--retry-failed");
    const child = spawn(process.execPath, [PROGRAM, ...words], { env, stdio: "ignore" });
    const ended = once(child, "exit");
    fleet.asked.length = 0;
    await until(() => fleet.asked.includes("web05"));
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
    const { hosts, run: about } = await auditOf(file);
    expect(hosts.find(({ name }) => name === "web05")).toMatchObject({
      status: "unreachable",
      error: { code: "refused" },
    });
    expect(about.interrupted).toBe(true);
  });

  it("goes on with a shard, told again or not, and not with another", async () => {
    const file = at("shard.jsonl");
    await run(onFleet("collect", "-o", file, "--shard", "2/3"));
    const all = readFileSync(file, "utf8").trimEnd().split("\n");
    writeFileSync(file, `${all.slice(0, 3).join("\n")}\n`);
    fleet.asked.length = 0;
    const again = await run(onFleet("collect", "--resume", file, "--shard", "3/3"));
    expect(again).toMatchObject({ code: 2 });
    expect(again.stderr).toMatch(/it is shard 2\/3, not 3\/3/);
    expect(fleet.asked).toEqual([]);
    expect(await run(onFleet("collect", "--resume", file))).toMatchObject({ code: 0 });
    expect(fleet.asked).toHaveLength(all.length - 4);
    writeFileSync(file, `${all.slice(0, 3).join("\n")}\n`);
    const told = await run(onFleet("collect", "*", "--resume", file, "--shard", "2/3"));
    expect(told).toMatchObject({ code: 0 });
    const files = ["1", "3"].map((index) => at(`shard${index}.jsonl`));
    for (const [index, other] of files.entries())
      await run(onFleet("collect", "-o", other, "--shard", `${index * 2 + 1}/3`));
    expect((await auditOf(file, ...files)).totals.hosts).toMatchObject({ selected: 15, ok: 15 });
  });

  it("goes on with the hosts of the run, whatever the patterns were; other ones are refused", async () => {
    const file = at("patterns.jsonl");
    await run(onFleet("collect", "web0[1-3]", "-o", file));
    const cut = readFileSync(file, "utf8").split("\n").slice(0, 2).join("\n");
    writeFileSync(file, cut);
    expect(await run(onFleet("collect", "--resume", file, "web03", "web02", "web01"))).toMatchObject({
      code: 0,
    });
    writeFileSync(file, cut);
    expect(await run(onFleet("collect", "--resume", file))).toMatchObject({ code: 0 });
    expect((await auditOf(file)).totals.hosts).toMatchObject({ selected: 3, ok: 3 });
    const other = await run(onFleet("collect", "--resume", file, "web0[2-4]"));
    expect(other).toMatchObject({ code: 2 });
    expect(other.stderr).toMatch(/not selected any more: web01; selected besides: web04/);
    const probing = await run(onFleet("collect", "--resume", file, "--probe"));
    expect(probing.stderr).toMatch(/one of the two runs has --probe/);
    const fewer = at("fewer.yaml");
    writeFileSync(fewer, readFileSync(fleet.inventory, "utf8").replace("web02:", "web99:"));
    const gone = await run(["collect", "-i", fewer, "--no-ssh-config", "--resume", file]);
    expect(gone.stderr).toMatch(/host web02 of that run is not in \S+fewer.yaml any more/);
  });

  it.each([
    ["--retry-failed alone", ["run", "--retry-failed"], /--retry-failed needs --resume/],
    ["no file at all", ["collect"], /-o FILE.*--resume FILE/],
    ["two files", ["collect", "--resume", "a", "-o", "b"], /cannot be used with/],
    ["two snapshots", ["run", "--resume", "a", "--snapshot", "b"], /cannot be used with/],
    ["a new choice", ["run", "--resume", "a", "--pick", "2"], /cannot be used with/],
    [
      "a file that is not there",
      ["run", "--resume", "/nonexistent"],
      /cannot read the snapshot to go on with/,
    ],
  ])("takes %s for a mistake of the user", async (_name, [command = "", ...more], message) => {
    const { code, stderr } = await run(onFleet(command, ...more));
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
