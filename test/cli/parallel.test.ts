import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SnapshotHeader } from "../../src/model/snapshot.js";
import { PROGRAM, type RecordedFleet, startRecordedFleet } from "../support/recorded-fleet.js";

// moreutils has another program of that name.
const here = /^GNU parallel/.test(spawnSync("parallel", ["--version"], { encoding: "utf8" }).stdout ?? "");

describe.skipIf(!here && !process.env.CI)(
  here ? "GNU parallel as the engine" : "GNU PARALLEL IS NOT INSTALLED: NOT TESTED AS THE ENGINE",
  () => {
    const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-parallel-"));
    const bin = join(directory, "bin");
    let fleet: RecordedFleet;
    beforeAll(async () => {
      fleet = await startRecordedFleet(directory);
      mkdirSync(bin);
      symlinkSync(PROGRAM, join(bin, "wsgi-audit"));
    });
    afterAll(() => {
      fleet.close();
      rmSync(directory, { recursive: true });
    });

    const env = {
      PATH: `${bin}${delimiter}${process.env.PATH}`,
      HOME: directory,
      XDG_CACHE_HOME: join(directory, "cache"),
      FLEET: "--no-ssh-config -i inventory.yaml",
      COLUMNS: "160",
    };

    /** A line of shell, in the directory of the inventory. */
    async function shell(line: string, more: NodeJS.ProcessEnv = {}) {
      const child = spawn("sh", ["-c", line], { cwd: directory, env: { ...env, ...more } });
      const ended = once(child, "exit");
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { stdout, stderr, code: (await ended)[0] as number };
    }

    const headerOf = (name: string) =>
      JSON.parse(readFileSync(join(directory, name), "utf8").split("\n")[0] ?? "") as SnapshotHeader;

    it("runs a shard a job, and the report of all is that of one run", async () => {
      const whole = await shell("wsgi-audit collect $FLEET -o whole.jsonl && wsgi-audit report whole.jsonl");
      expect(whole).toMatchObject({ code: 3, stderr: "" });
      fleet.asked.length = 0;
      const jobs = await shell(
        "parallel -j2 wsgi-audit collect $FLEET --shard {}/3 -o shard{}.jsonl ::: 1 2 3",
      );
      expect(jobs.code, jobs.stderr).toBe(0);
      expect(fleet.asked.toSorted()).toEqual(fleet.names.toSorted());
      const merged = await shell("wsgi-audit report shard*.jsonl");
      expect(merged).toEqual(whole);
      expect(merged.stdout).toContain("hosts 15: 15 ok");
    });

    it("numbers the shards itself with --shard auto", async () => {
      const line = "parallel -j3 wsgi-audit collect $FLEET --shard auto -o auto{#}.jsonl ::: a b c";
      const jobs = await shell(line, { WSGI_AUDIT_SHARDS: "3" });
      expect(jobs.code, jobs.stderr).toBe(0);
      for (const index of [1, 2, 3])
        expect(headerOf(`auto${index}.jsonl`).shard).toEqual(headerOf(`shard${index}.jsonl`).shard);
      const without = await shell(line);
      expect(without.code).toBe(3); // jobs that failed
      expect(without.stderr).toContain("PARALLEL_SEQ is set, but WSGI_AUDIT_SHARDS is not");
    });

    it("has a job that was lost go on, before the report is made", async () => {
      const lost = await shell("rm shard2.jsonl; wsgi-audit report shard*.jsonl");
      expect(lost).toMatchObject({ code: 2, stdout: "" });
      expect(lost.stderr).toMatch(/shard 2 of 3 is missing/);
      await shell("head -n 2 auto2.jsonl >shard2.jsonl");
      const line = "parallel -j2 wsgi-audit collect $FLEET --resume {} ::: shard*.jsonl";
      const resumed = await shell(`${line}; wsgi-audit report shard*.jsonl`);
      expect(resumed.code).toBe(3);
      expect(resumed.stdout).toContain("hosts 15: 15 ok");
    });
  },
);
