import type { DelayConfig, DelayReport } from "./delay-proxy.js";
import { measure } from "./measure.js";
import { type Server, startServer } from "./servers.js";
import { rounded } from "./statistics.js";
import { countAnswers, emptyAnswers, TOOLS, type Tool } from "./tools.js";
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

/** One client behind one network, and its times to the last byte. */
interface Series {
  client: Tool;
  roundTripMs: number;
  times: number[];
}

/** All clients behind all networks take turns. */
export async function measureLatency(world: World, options: LatencyOptions): Promise<LatencyRow[]> {
  const proxies = await startProxies(options);
  const clients = TOOLS.filter(({ name }) => CLIENTS.includes(name));
  const series = [...proxies.keys()].flatMap((roundTripMs) =>
    clients.map((client): Series => ({ client, roundTripMs, times: [] })),
  );
  for (let turn = 0; turn < options.repetitions; turn += 1)
    for (const { client, roundTripMs, times } of series)
      times.push(await timeOf(world, proxies.get(roundTripMs) as Proxy, client, options.script));
  for (const proxy of proxies.values()) proxy.stop();
  const rows = series.filter(({ roundTripMs }) => roundTripMs > 0).map((each) => rowOf(each, series));
  for (const { tool, roundTripMs, lastByteMs, roundTrips } of rows)
    options.tell(`${tool}, ${roundTripMs} ms away: ${lastByteMs} ms, ${roundTrips} round trips`);
  return rows;
}

type Proxy = Server<DelayReport>;

/** By the length of a round trip in milliseconds; one without delay first. */
async function startProxies({ port, delays }: LatencyOptions): Promise<Map<number, Proxy>> {
  const module = new URL("./delay-proxy.js", import.meta.url);
  const proxies = new Map<number, Proxy>();
  for (const roundTripMs of [0, ...delays]) {
    const config: DelayConfig = { port, roundTripMs };
    proxies.set(roundTripMs, await startServer<DelayReport>(module, config));
  }
  return proxies;
}

/** The fastest of the turns: whatever else the machine does can only add. */
function rowOf({ client, roundTripMs, times }: Series, all: readonly Series[]): LatencyRow {
  const undelayed = all.find((each) => each.client === client && each.roundTripMs === 0)?.times ?? [];
  const [fastest, least] = [Math.min(...times), Math.min(...undelayed)];
  return {
    tool: client.name,
    roundTripMs,
    lastByteMs: Math.round(fastest),
    roundTrips: rounded((fastest - least) / roundTripMs),
  };
}

/** Milliseconds from TCP being connected to the last byte of the server, at the client's end. */
async function timeOf(world: World, proxy: Proxy, client: Tool, script: string): Promise<number> {
  emptyAnswers(world);
  await proxy.reset();
  const hosts = writeHosts(world, 1, proxy.port, "audit");
  await measure(client.command(world, { hosts, script, atATime: 1 }));
  const { firstConnection = Number.NaN, lastByte = Number.NaN } = await proxy.report();
  if (countAnswers(world) !== 1) throw new Error(`${client.name} has no answer behind the slow network`);
  return (lastByte - firstConnection) / 1e6;
}
