import { spawn } from "node:child_process";
import { once } from "node:events";
import { audit } from "./program.js";
import type { Server } from "./servers.js";
import { median } from "./statistics.js";
import { PROGRAM, type World, writeHosts } from "./world.js";

const HOSTS = 10;

/** Milliseconds from starting the process to the first connection that a server accepts, the median of some runs. */
export async function measureStartUp(world: World, server: Server, repetitions: number): Promise<number> {
  const hosts = writeHosts(world, HOSTS, server.port, "audit");
  const words = [PROGRAM, ...audit("collect", hosts, "--output", world.path("start-up.snapshot.jsonl"))];
  const times: number[] = [];
  for (let turn = 0; turn < repetitions; turn += 1) {
    await server.reset();
    const started = Number(process.hrtime.bigint());
    await once(spawn(process.execPath, words, { env: world.env, stdio: "ignore" }), "exit");
    const { firstConnection = Number.NaN } = await server.report();
    times.push((firstConnection - started) / 1e6);
  }
  return median(times);
}
