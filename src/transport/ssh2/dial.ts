import { createConnection, isIP, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type Stage, TransportError } from "../../base/errors.js";
import { throttled } from "../failures.js";
import type { Limit } from "../limit.js";
import type { Target } from "../session.js";
import type { Reach } from "./bastions.js";
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
  const socket = reach ? await reach(target, limit, target.connectTimeoutMs) : await connected(target, limit);
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

async function connected(target: Target, limit: Limit): Promise<Duplex> {
  const { address: host, port } = target;
  const socket = createConnection({ host, port, noDelay: true, autoSelectFamily: true });
  socket.on("error", () => {});
  try {
    let stage: Stage = isIP(host) ? "dial" : "resolve";
    socket.once("lookup", () => {
      stage = "dial";
    });
    await limit.within<void>(
      () => stage,
      (resolve, reject) => {
        socket.once("connect", () => resolve());
        socket.once("error", (error) => reject(dialError(error, target)));
      },
    );
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** With several addresses Node.js reports an AggregateError; the last one is as good as any. */
const codeOf = (error: NodeJS.ErrnoException): string | undefined =>
  error instanceof AggregateError ? error.errors.map(codeOf).at(-1) : error.code;

function dialError(error: NodeJS.ErrnoException, { address, port }: Target): TransportError {
  const where = `${address} port ${port}`;
  const code = codeOf(error);
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_NODATA":
      return new TransportError(
        "resolve",
        "dns",
        `no address for ${address}`,
        `getent hosts ${address}; set \`address:\` in the inventory where the name does not resolve`,
      );
    case "ECONNREFUSED":
      return new TransportError(
        "dial",
        "refused",
        `${where} refuses connections`,
        `is sshd running, and on that port? try: ssh -p ${port} ${address}`,
      );
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
      return new TransportError("dial", "unroutable", `no route to ${where}`, `ip route get ${address}`);
    case "ETIMEDOUT":
      return new TransportError("dial", "timeout", `no answer from ${where}`, "is a firewall in between?");
    case "ECONNRESET":
      // The connection had been accepted: this means the same as a close a moment later.
      return throttled("ident");
    case "EMFILE":
      return new TransportError(
        "dial",
        "internal",
        "too many open files here",
        "ulimit -n, or lower `limits.running`",
        true,
      );
    default:
      return new TransportError("dial", "internal", `${where}: ${code ?? "could not connect"}`);
  }
}
