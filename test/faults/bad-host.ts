import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { directory } from "../support/world.js";
import { type Fault, LIMITS, type Server } from "./fault.js";
import type { Reachable } from "./program.js";

export const nameOf = (fault: string) => fault.replaceAll(/[^\w.]+/g, "-");

/** The servers of one fault, and the hosts that they are in the inventory: jump hosts are called `…-gate`. */
export async function startBadHost([fault, { start, gate, settings, hostKey, endedBy }]: [string, Fault]) {
  const name = nameOf(fault);
  const server = await start();
  const jump = gate && { name: `${name}-gate`, server: await gate() };
  const own: Reachable = {
    name,
    port: server.port,
    settings: {
      ...LIMITS[endedBy],
      ...settings,
      ...(jump && { jump: jump.name }),
    },
    ...(hostKey !== undefined && { hostKey }),
  };
  return {
    hosts: jump ? [own, { name: jump.name, port: jump.server.port, settings: LIMITS[endedBy] }] : [own],
    servers: jump ? [server, jump.server] : [server],
  };
}

/** An agent that takes every question and answers none. */
export async function muteAgent(): Promise<Pick<Server, "close"> & { path: string }> {
  const path = join(directory, "mute-agent");
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket)).listen(path);
  await once(server, "listening");
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { path, close };
}
