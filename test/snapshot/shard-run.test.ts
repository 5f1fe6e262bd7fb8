import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Audit } from "../../src/model/audit.js";
import type { SnapshotHeader } from "../../src/model/snapshot.js";
import { runProgram } from "../support/command-line.js";
import { type RecordedFleet, startRecordedFleet } from "../support/recorded-fleet.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-shards-"));
let fleet: RecordedFleet;
beforeAll(async () => {
  fleet = await startRecordedFleet(directory);
});
afterAll(() => {
  fleet.close();
  rmSync(directory, { recursive: true });
});

const at = (name: string) => join(directory, name);
const run = (words: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  runProgram(words, { XDG_CACHE_HOME: at("cache"), ...env });
const onFleet = (command: string, ...more: string[]) => fleet.words(command, ...more);

const headerOf = (file: string) =>
  JSON.parse(readFileSync(file, "utf8").split("\n")[0] ?? "") as SnapshotHeader;

/** Without what two runs never have alike. */
function comparable(stdout: string) {
  const audit = JSON.parse(stdout) as Audit;
  const hosts = audit.hosts.map(({ durationMs: _, connection, ...host }) => {
    const { roundTripMs: __, ...rest } = connection ?? {};
    return { ...host, connection: rest };
  });
  const run = { ...audit.run, id: "", startedAt: "", finishedAt: "" };
  return { ...audit, run, hosts };
}

describe("--shard", () => {
  it("shares a fleet among runs, of which report makes the same as of one", async () => {
    const whole = at("whole.jsonl");
    expect(await run(onFleet("collect", "-o", whole))).toMatchObject({ code: 0 });
    const files = ["1", "2", "3", "4"].map((index) => at(`shard${index}.jsonl`));
    fleet.asked.length = 0;
    for (const [index, file] of files.entries()) {
      const { code, stderr } = await run(onFleet("collect", "-o", file, "--shard", `${index + 1}/4`));
      expect(code).toBe(0);
      // Nobody watches: nothing would be mailed.
      expect(stderr).toBe("");
    }
    expect(fleet.asked.toSorted()).toEqual(fleet.names.toSorted());
    const [one, all] = [await run(["report", whole]), await run(["report", ...files.toReversed()])];
    expect(all.stdout).toBe(one.stdout);
    expect(all.code).toBe(3);
    const json = await run(["report", ...files, "-f", "json"]);
    expect(comparable(json.stdout)).toEqual(comparable((await run(["report", whole, "-f", "json"])).stdout));
    const missing = await run(["report", ...files.slice(0, 3)]);
    expect(missing).toMatchObject({ code: 2, stdout: "" });
    expect(missing.stderr).toMatch(/^wsgi-audit: shard 4 of 4 is missing/);
    expect(await run(["report", files[0] ?? ""])).toMatchObject({ code: 2, stdout: "" });
  });

  it("is read from the environment of a parallel job", async () => {
    const file = at("auto.jsonl");
    const job = { JOB_COMPLETION_INDEX: "1", WSGI_AUDIT_SHARDS: "4" };
    expect(await run(onFleet("collect", "-o", file, "--shard", "auto"), job)).toMatchObject({ code: 0 });
    expect(headerOf(file).shard).toEqual(headerOf(at("shard2.jsonl")).shard);
    const { code, stderr } = await run(onFleet("run", "--shard", "auto"));
    expect(code).toBe(2);
    expect(stderr).toMatch(/JOB_COMPLETION_INDEX with WSGI_AUDIT_SHARDS .*CI_NODE_INDEX with CI_NODE_TOTAL/);
  });

  it("may be empty, of a selection that is not: exit 0, and a snapshot that is merged with the others", async () => {
    const [full, empty] = [at("full.jsonl"), at("empty.jsonl")];
    const { code, stdout } = await run(onFleet("run", "db1", "--snapshot", empty, "--shard", "1/2"));
    expect(await run(onFleet("collect", "db1", "-o", full, "--shard", "2/2"))).toMatchObject({ code: 0 });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^hosts 0: 0 ok/m);
    expect((await run(["report", full, empty])).stdout).toMatch(/^hosts 1: 1 ok/m);
    expect(await run(onFleet("run", "@nope", "--shard", "1/2"))).toMatchObject({ code: 2 });
  });

  it("shows with hosts who is in it", async () => {
    const { stdout } = await run(onFleet("hosts", "--shard", "2/4", "-f", "json"));
    const names = (JSON.parse(stdout) as { identity: { name: string } }[]).map(
      ({ identity }) => identity.name,
    );
    expect(names).toEqual(headerOf(at("shard2.jsonl")).selected);
  });

  it("does not go with what every shard would choose otherwise", async () => {
    expect(await run(onFleet("run", "--pick", "3", "--shard", "1/2"))).toMatchObject({ code: 2, stdout: "" });
    const elsewhere = await run(onFleet("run", "--golden", "web01", "--shard", "1/4"));
    expect(elsewhere).toMatchObject({ code: 2 });
    expect(elsewhere.stderr).toMatch(/golden host web01 is not among the hosts of shard 1\/4: compare in/);
  });

  it("is refused where the inventories of two shards differ", async () => {
    const inventory = at("more.yaml");
    writeFileSync(
      inventory,
      readFileSync(fleet.inventory, "utf8").replace(
        /^hosts:/m,
        "hosts:\n  web00: { port: 1, address: 127.0.0.1 }",
      ),
    );
    const other = at("other4.jsonl");
    const { code: collected } = await run([
      "collect",
      "-i",
      inventory,
      "--no-ssh-config",
      "-o",
      other,
      "--shard",
      "4/4",
    ]);
    expect(collected).toBe(0);
    const files = ["1", "2", "3"].map((index) => at(`shard${index}.jsonl`));
    const { code, stderr } = await run(["report", ...files, other]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /shard1.jsonl and \S+other4.jsonl are shards of different selections: other hosts/,
    );
  });
});
