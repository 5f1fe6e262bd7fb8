import type { Duplex } from "node:stream";
import type { Client } from "ssh2";

export type Handler = (...words: unknown[]) => unknown;

interface Reader {
  read(payload: Uint8Array): Uint8Array;
}

/** The part of ssh2's protocol that is reached from outside. */
export interface Protocol {
  /** By message; called as a message comes in. */
  _handlers: Record<string, Handler | undefined>;
  /** Reads a piece of what comes in. */
  parse: Handler;
  /** Counts packets, the empty ones as well; none before the identification. */
  _decipher?: { inSeqno: number };
  /** Its reader, a new one for each exchange of keys, gets the message of each packet that has one. */
  _packetRW: { read: Reader };
  /** Composes a line for every packet. */
  _debug: unknown;
  /** Sends our identification; undefined once that is sent. */
  start: Handler | undefined;
  /** Asks for a service. */
  service: Handler;
  /** Offers a key: `(user, key, algorithm, sign)`; without `sign` it only asks whether the key would do. */
  authPK: Handler;
}

export interface Inside {
  protocol: Protocol;
  socket: Duplex;
  channels: { get(id: unknown): { incoming?: { window: number } } | undefined };
}

/**
 * The inside of a client of ssh2 1.17.0 after `connect`, which has no option for what is guarded and shortened there.
 * Throws where it looks different: nothing is lost silently.
 */
export function insideOf(client: Client): Inside {
  const {
    _protocol: protocol,
    _chanMgr: channels,
    _sock: socket,
  } = client as unknown as {
    _protocol?: Partial<Protocol>;
    _chanMgr?: Inside["channels"];
    _sock?: Duplex;
  };
  const { service, authPK, parse, _packetRW: packets } = protocol ?? {};
  const methods = [service, authPK, parse, packets?.read.read, channels?.get, socket?.on];
  if (!protocol?._handlers || !channels || !socket || methods.some((each) => typeof each !== "function"))
    throw new Error("this is not the version of ssh2 (1.17.0) that is guarded here");
  return { protocol: protocol as Protocol, channels, socket };
}

export function handlerOf({ _handlers }: Protocol, name: string): Handler {
  const handler = _handlers[name];
  if (!handler) throw new Error(`ssh2 has no handler ${name}`);
  return handler;
}

/** Has every message go through `look` before ssh2 gets it. */
export function overhear({ _packetRW: packets }: Protocol, look: (message: Uint8Array) => Uint8Array): void {
  const watched = (reader: Reader) => {
    const read = reader.read.bind(reader);
    reader.read = (payload) => look(read(payload));
    return reader;
  };
  let now = watched(packets.read);
  Object.defineProperty(packets, "read", {
    get: () => now,
    set: (next: Reader) => {
      now = watched(next);
    },
  });
}
