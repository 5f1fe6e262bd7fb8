import { audit, type RunWith, runProgram } from "./program.js";
import type { Server } from "./servers.js";
import { median } from "./statistics.js";
import { type World, writeHosts } from "./world.js";

/**
 * Milliseconds of CPU for each further host of a snapshot that is read, parsed and judged: the difference of two large
 * ones, so that starting and compiling the program does not count. The report is a single line, and costs nothing.
 */
export async function measureJudging(
  world: World,
  server: Server,
  { counts: [few, many], repetitions }: { counts: readonly [number, number]; repetitions: number },
): Promise<number> {
  for (const count of [few, many]) await collectTo(world, server, count);
  const perHost: number[] = [];
  for (let turn = 0; turn < repetitions; turn += 1) {
    const small = await judge(world, few);
    perHost.push(((await judge(world, many)) - small) / (many - few));
  }
  return median(perHost);
}

const snapshotOf = (world: World, count: number) => world.path(`judged-${count}.snapshot.jsonl`);

async function collectTo(world: World, { port }: Server, count: number): Promise<void> {
  const hosts = writeHosts(world, count, port, "audit");
  await runProgram(world, audit("collect", hosts, "--output", snapshotOf(world, count)));
}

/** Judges a snapshot that has been collected. Milliseconds of CPU. */
export async function judge(world: World, count: number, options: RunWith = {}): Promise<number> {
  const words = ["report", snapshotOf(world, count), "--format", "monitor"];
  // As monitoring expects it, that format's exit code is its verdict.
  return (await runProgram(world, words, { ...options, good: [0, 1, 2, 3] })).cpuMs;
}
