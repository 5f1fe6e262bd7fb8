import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { describeEnvironment } from "./environment.js";
import { measureConfined, measureGrowth } from "./growth.js";
import { measureJudging } from "./judging.js";
import { measureKeyExchange } from "./key-exchange.js";
import { measureLatency } from "./latency.js";
import { startRealServer } from "./real-server.js";
import type { Results } from "./results.js";
import type { Server } from "./servers.js";
import { type Comparison, compareTools } from "./side-by-side.js";
import type { Sizes } from "./sizes.js";
import { measureStartUp } from "./start-up.js";
import { judgeTargets } from "./targets.js";
import { CONTAINERS, PROGRAM, type World, writeHosts } from "./world.js";

/** Prints a line of progress. */
export type Tell = (line: string) => void;

/** Measures everything, what matters most first. */
export async function runBench(world: World, server: Server, sizes: Sizes, tell: Tell): Promise<Results> {
  const script = writeScript(world);
  const startUpMs = await measureStartUp(world, server, sizes.startUp);
  tell(`start-up: ${Math.round(startUpMs)} ms`);
  const judgingMsPerHost = await measureJudging(world, server, sizes.judging);
  tell(`parsing and judging: ${judgingMsPerHost.toFixed(2)} ms of CPU per host`);
  const latency = await measureLatency(world, { port: server.port, script, ...sizes.latency, tell });
  const transport = await compareTransport(world, server, { script, sizes, tell });
  const wholeAudit = await compareAudits(world, { script, sizes, tell });
  const defaultKeyExchangeMs = await measureKeyExchange(world, { ...sizes.keyExchange });
  const growth = await measureGrowth(world, server, sizes.growth, tell);
  const confinedMemoryMb = await measureConfined(world, server, Math.max(...sizes.growth));
  const targets = judgeTargets({ startUpMs, judgingMsPerHost, growth, confinedMemoryMb, latency });
  const environment = describeEnvironment();
  return { environment, targets, transport, wholeAudit, defaultKeyExchangeMs, growth, latency };
}

/** The script as every client sends it but the program itself, which sends it without --standalone. */
function writeScript(world: World): string {
  const file = world.path("script");
  const words = ["script", "--standalone", "--containers", CONTAINERS];
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...words]);
  if (status !== 0) throw new Error(`wsgi-audit script: ${stderr}`);
  writeFileSync(file, stdout);
  return file;
}

interface Part {
  script: string;
  sizes: Sizes;
  tell: Tell;
}

function compareTransport(world: World, server: Server, { script, sizes, tell }: Part): Promise<Comparison> {
  const hosts = writeHosts(world, sizes.transport.hosts, server.port, "audit");
  return compareTools(world, { ...sizes.transport, hosts, script, tell });
}

async function compareAudits(world: World, { script, sizes, tell }: Part): Promise<Comparison> {
  const sshd = await startRealServer(world, sizes.wholeAudit.hosts);
  try {
    const hosts = writeHosts(world, sizes.wholeAudit.hosts, sshd.port, userInfo().username);
    return await compareTools(world, { ...sizes.wholeAudit, hosts, script, tell });
  } finally {
    await sshd.stop();
  }
}
