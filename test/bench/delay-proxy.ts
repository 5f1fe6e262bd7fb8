/**
 * A network that is slow and loses nothing: passes TCP on to a port of the same address, each direction half a round
 * trip later. Started by latency.ts, which it tells when things were seen at the client's end.
 */
import { once } from "node:events";
import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";
import type { ServerReport } from "./servers.js";

export interface DelayConfig {
  port: number;
  roundTripMs: number;
}

/** Both in nanoseconds of the machine's monotonic clock. */
export interface DelayReport extends ServerReport {
  /** When the last byte of the server came to the client. */
  lastByte: number | undefined;
}

const { port, roundTripMs } = JSON.parse(process.argv[2] ?? "{}") as DelayConfig;
const HALF_MS = roundTripMs / 2;

const nothing = (): DelayReport => ({ connections: 0, firstConnection: undefined, lastByte: undefined });
let report = nothing();
const now = () => Number(process.hrtime.bigint());

/** Timers of equal length fire in the order in which they were set: nothing overtakes. */
const later = (act: () => void) => void setTimeout(act, HALF_MS);

const server = createServer({ noDelay: true }, (client) => {
  report.connections += 1;
  // At the client, TCP is connected now; its word of that takes half a round trip to the server.
  report.firstConnection ??= now();
  const upstream = new Promise<Socket>((resolve) => {
    later(() => resolve(createConnection({ port, host: client.localAddress ?? "", noDelay: true })));
  });
  client.on("error", () => {});
  // What the client says at once comes right behind the connection, and not half a round trip later than it.
  client.on("data", (chunk: Buffer) => later(() => void upstream.then((socket) => socket.write(chunk))));
  client.on("close", () => later(() => void upstream.then((socket) => socket.destroy())));
  void upstream.then((socket) => carryBack(socket, client));
});

function carryBack(from: Socket, to: Socket): void {
  from.on("error", () => {});
  from.on("data", (chunk: Buffer) => {
    later(() => {
      report.lastByte = now();
      to.write(chunk);
    });
  });
  from.on("close", () => later(() => to.destroy()));
}

process.on("message", (message) => {
  if (message === "reset") report = nothing();
  process.send?.(report);
});
process.on("disconnect", () => process.exit());
server.listen(0, "127.0.1.1");
await once(server, "listening");
process.send?.((server.address() as AddressInfo).port);
