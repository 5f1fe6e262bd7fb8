import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";
import { PROGRAM, type RecordedFleet, startRecordedFleet } from "../support/recorded-fleet.js";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** What is shipped for a parallel engine. */
export const manifest = (name: string) => readFileSync(join(root, "containers/auditor", name), "utf8");

/** Time for a fleet to be collected in shards, one process after the other, and reported on. */
export const PATIENCE_MS = 240_000;

/** What a report says of the recorded fleet and a host that is dead. */
export const COUNTS = /^hosts 16: 15 ok, 0 partial, 1 unreachable, 0 failed, 0 skipped /m;

export interface Engine {
  /** The checkout that the jobs start in, with the inventory. */
  directory: string;
  at(name: string): string;
  fleet(): RecordedFleet;
  /** Runs what a manifest says; its volume /snapshots is a directory beside the inventory. */
  run(
    words: readonly string[],
    env: NodeJS.ProcessEnv,
  ): Promise<{ stdout: string; stderr: string; code: number }>;
}

/** A machine that runs the jobs of a manifest, for the tests of one file. */
export function startEngine(): Engine {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-manifests-"));
  const at = (name: string) => join(directory, name);
  let fleet: RecordedFleet;
  beforeAll(async () => {
    mkdirSync(at("bin"));
    symlinkSync(PROGRAM, at("bin/wsgi-audit"));
    fleet = await startRecordedFleet(directory);
    const more = "hosts:\n  dead: { address: 127.0.0.1, port: 1 }";
    writeFileSync(fleet.inventory, readFileSync(fleet.inventory, "utf8").replace(/^hosts:/m, more));
  });
  afterAll(() => {
    fleet.close();
    rmSync(directory, { recursive: true });
  });
  return {
    directory,
    at,
    fleet: () => fleet,
    async run(words, env) {
      const own = { PATH: `${at("bin")}${delimiter}${process.env.PATH}`, HOME: directory };
      const [program = "", ...rest] = words.map((word) => word.replaceAll("/snapshots", at("snapshots")));
      const child = spawn(program, rest, { cwd: directory, env: { ...own, ...env } });
      const ended = once(child, "exit");
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { stdout, stderr, code: (await ended)[0] as number };
    },
  };
}
