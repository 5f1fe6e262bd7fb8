import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Measured, measure } from "./measure.js";
import type { ProbeReport } from "./probe.js";
import { type Hosts, PROGRAM, type World } from "./world.js";

const PROBE = fileURLToPath(new URL("./probe.js", import.meta.url));

/** A run of the program, and what it says of itself. */
export interface ProgramRun extends Measured, ProbeReport {}

export interface RunWith {
  /** Options of Node.js. */
  node?: readonly string[];
  /** Exit codes of a program that did its work; by default, with findings (3) or without. */
  good?: readonly number[];
}

/** Measures the built program with that command line. Rejects where it did not do its work. */
export async function runProgram(
  world: World,
  words: readonly string[],
  { node = [], good = [0, 3] }: RunWith = {},
): Promise<ProgramRun> {
  const report = world.path("probe.json");
  const measured = await measure({
    words: [process.execPath, "--import", PROBE, ...node, PROGRAM, ...words],
    env: { ...world.env, BENCH_PROBE: report },
    output: world.path("report"),
  });
  if (!good.includes(measured.code)) throw new Error(`wsgi-audit ${words[0]}: exit ${measured.code}`);
  return { ...measured, ...(JSON.parse(readFileSync(report, "utf8")) as ProbeReport) };
}

/** The command line that audits those hosts. Everything is in the inventory; no ssh_config is read. */
export const audit = (command: "collect" | "run", { inventory }: Hosts, ...more: string[]): string[] => [
  command,
  "--inventory",
  inventory,
  "--no-ssh-config",
  ...more,
];
