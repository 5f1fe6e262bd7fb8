import type { Client } from "ssh2";

export type Handler = (...words: unknown[]) => unknown;

/** The part of ssh2's protocol that is reached from outside. */
export interface Protocol {
  /** By message; called as a message comes in. */
  _handlers: Record<string, Handler | undefined>;
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
  channels: { get(id: unknown): { incoming?: { window: number } } | undefined };
}

/**
 * The inside of a client of ssh2 1.17.0 after `connect`, which has no option for what is guarded and shortened there.
 * Throws where it looks different: nothing is lost silently.
 */
export function insideOf(client: Client): Inside {
  const { _protocol: protocol, _chanMgr: channels } = client as unknown as {
    _protocol?: Partial<Protocol>;
    _chanMgr?: Inside["channels"];
  };
  const methods = [protocol?.service, protocol?.authPK, channels?.get];
  if (!protocol?._handlers || !channels || methods.some((each) => typeof each !== "function"))
    throw new Error("this is not the version of ssh2 (1.17.0) that is guarded here");
  return { protocol: protocol as Protocol, channels };
}

export function handlerOf({ _handlers }: Protocol, name: string): Handler {
  const handler = _handlers[name];
  if (!handler) throw new Error(`ssh2 has no handler ${name}`);
  return handler;
}
