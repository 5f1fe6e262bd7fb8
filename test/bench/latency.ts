import type { DelayConfig, DelayReport } from "./delay-proxy.js";
import { measure } from "./measure.js";
import { type Server, startServer } from "./servers.js";
import { median, rounded } from "./statistics.js";
import { countAnswers, emptyAnswers, type Task, TOOLS, type Tool } from "./tools.js";
import { type World, writeHosts } from "./world.js";

/** One host behind a network that takes so long. */
export interface LatencyRow {
  tool: string;
  roundTripMs: number;
  /** From TCP being connected to the last byte that the server sends, milliseconds. */
  lastByteMs: number;
  /** The same in round trips, less what takes as long without any delay. */
  roundTrips: number;
}

export interface LatencyOptions {
  port: number;
  script: string;
  /** Round-trip times, milliseconds. */
  delays: readonly number[];
  repetitions: number;
  tell(line: string): void;
}

/** The clients whose protocol it is; the other tools run `ssh`. */
const CLIENTS = ["wsgi-audit collect", "ssh under xargs -P"];

export async function measureLatency(world: World, options: LatencyOptions): Promise<LatencyRow[]> {
  const clients = TOOLS.filter(({ name }) => CLIENTS.includes(name));
  const undelayed = await timesAt(world, clients, 0, options);
  const rows: LatencyRow[] = [];
  for (const roundTripMs of options.delays) {
    const times = await timesAt(world, clients, roundTripMs, options);
    for (const [index, { name }] of clients.entries()) {
      const lastByteMs = times[index] ?? Number.NaN;
      const roundTrips = rounded((lastByteMs - (undelayed[index] ?? Number.NaN)) / roundTripMs);
      const row = { tool: name, roundTripMs, lastByteMs: Math.round(lastByteMs), roundTrips };
      options.tell(`${name}, ${roundTripMs} ms away: ${row.lastByteMs} ms, ${roundTrips} round trips`);
      rows.push(row);
    }
  }
  return rows;
}

/** Milliseconds to the last byte for each client, the median of turns. */
async function timesAt(
  world: World,
  clients: readonly Tool[],
  roundTripMs: number,
  { port, script, repetitions }: LatencyOptions,
): Promise<number[]> {
  const proxy = await startServer<DelayReport>("./delay-proxy.js", {
    port,
    roundTripMs,
  } satisfies DelayConfig);
  const task = { hosts: writeHosts(world, 1, proxy.port, "audit"), script, atATime: 1 };
  const times = clients.map((): number[] => []);
  for (let turn = 0; turn < repetitions; turn += 1) {
    for (const [index, client] of clients.entries())
      times[index]?.push(await timeOf(world, proxy, client, task));
  }
  proxy.stop();
  return times.map(median);
}

async function timeOf(world: World, proxy: Server<DelayReport>, client: Tool, task: Task): Promise<number> {
  emptyAnswers(world);
  await proxy.reset();
  await measure(client.command(world, task));
  const { firstConnection = Number.NaN, lastByte = Number.NaN } = await proxy.report();
  if (countAnswers(world) !== 1) throw new Error(`${client.name} has no answer behind the slow network`);
  return (lastByte - firstConnection) / 1e6;
}
