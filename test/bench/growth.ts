import { createReadStream, rmSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { audit, type ProgramRun, type RunWith, runProgram } from "./program.js";
import type { Server } from "./servers.js";
import { rounded } from "./statistics.js";
import { type Hosts, type World, writeHosts } from "./world.js";

/** One run of so many hosts; everything of the client alone. */
export interface GrowthRow {
  command: "collect" | "run";
  hosts: number;
  wallSeconds: number;
  cpuMsPerHost: number;
  peakMemoryMb: number;
  /** The longest time for which the event loop did not turn, milliseconds. */
  longestHoldMs: number;
  /** The same while hosts are connected. */
  connectedHoldMs: number;
}

/** `collect` writes the snapshot, `run` judges and reports as well: from few hosts to many. */
export async function measureGrowth(
  world: World,
  server: Server,
  counts: readonly number[],
  tell: (line: string) => void,
): Promise<GrowthRow[]> {
  const rows: GrowthRow[] = [];
  for (const count of counts) {
    const hosts = writeHosts(world, count, server.port, "audit");
    for (const command of ["collect", "run"] as const) {
      const row = rowOf(command, count, await auditAll(world, server, hosts, command));
      tell(`${command}, ${count} hosts: ${row.wallSeconds} s, ${row.cpuMsPerHost} ms of CPU per host`);
      rows.push(row);
    }
  }
  return rows;
}

/** Heap of the run that is given no more, MB: V8 takes what it is not refused. */
export const CONFINED_MB = 200;

/** The largest fleet once more, in a heap without slack. */
export async function measureConfined(world: World, server: Server, count: number): Promise<number> {
  const hosts = writeHosts(world, count, server.port, "audit");
  const node = [`--max-old-space-size=${CONFINED_MB}`];
  return Math.round((await auditAll(world, server, hosts, "run", { node })).peakMemoryMb);
}

/** Audits all the hosts, and sees to it that each has been asked once and has answered whole. */
export async function auditAll(
  world: World,
  server: Server,
  hosts: Hosts,
  command: "collect" | "run",
  options: RunWith = {},
): Promise<ProgramRun> {
  const snapshot = world.path("bench.snapshot.jsonl");
  const to = command === "collect" ? "--output" : "--snapshot";
  await server.reset();
  const run = await runProgram(world, audit(command, hosts, to, snapshot), options);
  const { connections } = await server.report();
  const whole = await countWhole(snapshot);
  rmSync(snapshot);
  if (connections !== hosts.count || whole !== hosts.count)
    throw new Error(`of ${hosts.count} hosts, ${connections} were asked and ${whole} have answered`);
  return run;
}

/** A line a host: the whole file of 10,000 is too long for a string. */
async function countWhole(snapshot: string): Promise<number> {
  let whole = 0;
  for await (const line of createInterface(createReadStream(snapshot)))
    if (line.includes('"transcript":{"complete":true')) whole += 1;
  return whole;
}

const rowOf = (command: GrowthRow["command"], hosts: number, run: ProgramRun): GrowthRow => ({
  command,
  hosts,
  wallSeconds: rounded(run.wallMs / 1000),
  cpuMsPerHost: rounded(run.cpuMs / hosts),
  peakMemoryMb: Math.round(run.peakMemoryMb),
  longestHoldMs: Math.round(run.longestHoldMs),
  connectedHoldMs: Math.round(run.connectedHoldMs),
});
