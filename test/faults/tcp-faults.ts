import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { rawServer } from "../support/servers.js";
import { type Fault, type Server, unreachable } from "./fault.js";

async function closedPort(): Promise<Server> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return { port };
}

/** Listens, and never accepts: a thread that sleeps for good. */
const SLEEPER = `
const { parentPort } = require("node:worker_threads");
const server = require("node:net").createServer();
server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

const connects = (socket: Socket) =>
  Promise.race([
    once(socket, "connect").then(() => true),
    new Promise<false>((resolve) => setTimeout(() => resolve(false), 500)),
  ]);

/** A port whose backlog is full: what dials it gets no answer at all, as behind a firewall that drops. */
async function blackHole(): Promise<Server> {
  const worker = new Worker(SLEEPER, { eval: true });
  const [port] = (await once(worker, "message")) as [number];
  const fillers: Socket[] = [];
  do {
    fillers.push(createConnection(port, "127.0.0.1").on("error", () => {}));
  } while ((await connects(fillers.at(-1) as Socket)) && fillers.length < 20);
  const close = async () => {
    for (const filler of fillers) filler.destroy();
    await worker.terminate();
  };
  return { port, close };
}

/** Writes without end, a byte each tenth of a second. */
function drip(socket: Socket, byte: string): void {
  const timer = setInterval(() => socket.write(byte), 100);
  socket.once("close", () => clearInterval(timer));
}

function pour(socket: Socket, text: string): void {
  while (!socket.destroyed && socket.write(text));
  if (!socket.destroyed) socket.once("drain", () => pour(socket, text));
}

/** The length of a packet, which is then slow to come. */
const BEGIN_OF_PACKET = Buffer.from([0, 0, 0x6f, 0xfc, 10, 20]);

const saying = (handle: (socket: Socket) => void) => () => rawServer(handle);

/** What goes wrong before anything is encrypted. */
export const tcpFaults: Readonly<Record<string, Fault>> = {
  "no such name": {
    start: async () => ({ port: 22 }),
    settings: { address: "no-such-host.invalid" },
    expect: unreachable("resolve", "dns"),
    endedBy: "itself",
  },
  refused: { start: closedPort, expect: unreachable("dial", "refused"), endedBy: "itself" },
  "black hole": { start: blackHole, expect: unreachable("dial", "timeout"), endedBy: "connect_timeout" },
  "reset after TCP": {
    start: saying((socket) => socket.resetAndDestroy()),
    expect: unreachable("ident", "throttled"),
    endedBy: "itself",
  },
  "reset in the key exchange": {
    start: saying((socket) => {
      socket.write("SSH-2.0-short\r\n");
      socket.once("data", () => socket.resetAndDestroy());
    }),
    expect: unreachable("kex", "throttled"),
    endedBy: "itself",
  },
  "mute after TCP": {
    start: saying(() => {}),
    expect: unreachable("ident", "timeout"),
    endedBy: "connect_timeout",
  },
  "mute after its identification": {
    start: saying((socket) => socket.write("SSH-2.0-mute\r\n")),
    expect: unreachable("kex", "timeout"),
    endedBy: "connect_timeout",
  },
  "slow drip as its identification": {
    start: saying((socket) => drip(socket, "S")),
    expect: unreachable("ident", "timeout"),
    endedBy: "connect_timeout",
  },
  "slow drip in the key exchange": {
    start: saying((socket) => {
      socket.write("SSH-2.0-slow\r\n");
      socket.write(BEGIN_OF_PACKET);
      drip(socket, "\0");
    }),
    expect: unreachable("kex", "timeout"),
    endedBy: "connect_timeout",
  },
  "garbage as its identification": {
    start: saying((socket) => pour(socket, randomBytes(4096).toString("latin1"))),
    expect: unreachable("ident", "not-ssh"),
    endedBy: "itself",
  },
  "endless words before its identification": {
    start: saying((socket) => pour(socket, "welcome\r\n".repeat(1000))),
    expect: unreachable("ident", "not-ssh"),
    endedBy: "itself",
  },
  "noise as its key exchange": {
    start: saying((socket) => {
      socket.write("SSH-2.0-noise\r\n");
      socket.write(Buffer.alloc(4096, 0xa5));
    }),
    expect: unreachable("kex", "internal"),
    endedBy: "itself",
  },
  "a web server": {
    start: saying((socket) =>
      socket
        .once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"))
        .write("HTTP/1.1 408 Timeout\r\n"),
    ),
    expect: unreachable("ident", "not-ssh"),
    endedBy: "itself",
  },
  "SSH 1": {
    start: saying((socket) => socket.write("SSH-1.5-OpenSSH_3.9\r\n")),
    expect: { ...unreachable("ident", "not-ssh"), hint: /SSH 1/ },
    endedBy: "itself",
  },
  "shut out by PerSourcePenalties": {
    start: saying((socket) => socket.end("Not allowed at this time\r\n")),
    expect: { ...unreachable("ident", "throttled"), hint: /wait/ },
    endedBy: "itself",
  },
};
