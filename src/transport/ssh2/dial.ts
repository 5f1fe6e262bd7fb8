import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Limit } from "../limit.js";
import type { Target } from "../session.js";
import type { Reach } from "./bastions.js";
import { connect } from "./connect.js";
import { readIdentification } from "./identification.js";
import { IDENTIFICATION } from "./round-trips.js";

export interface Dialled {
  socket: Duplex;
  /** What the server calls itself, such as `OpenSSH_9.2p1 Debian-2`. */
  software: string;
  /** Until connected, before the server says anything. */
  roundTripMs: number;
  /** The numeric address, if it was dialled from here. */
  peer?: string;
}

/**
 * Connects, directly or through a bastion, and waits for the identification line, which ssh2 then gets in one piece.
 */
export async function dial(target: Target, limit: Limit, reach?: Reach): Promise<Dialled> {
  const started = performance.now();
  const socket = reach ? await reach(target, limit, target.connectTimeoutMs) : await connect(target, limit);
  const roundTripMs = Math.round((performance.now() - started) * 10) / 10;
  // This listener stays: a socket may report a reset after everyone has lost interest in it.
  socket.on("error", () => {});
  // The server begins the key exchange as soon as it has our line: not waiting for its line saves a round trip.
  socket.write(IDENTIFICATION);
  try {
    const peer = socket instanceof Socket && !reach ? socket.remoteAddress : undefined;
    const software = await readIdentification(socket, target, limit);
    return { socket, roundTripMs, software, ...(peer !== undefined && { peer }) };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
