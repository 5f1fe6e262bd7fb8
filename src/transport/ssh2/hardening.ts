import type { Client } from "ssh2";
import { type Handler, handlerOf, insideOf } from "./internals.js";

/**
 * What a decent server stays far below, by message; sshd's keepalives are requests, too. Each is answered, and costs the
 * other hosts of the run its time.
 */
const MESSAGE_LIMITS: Readonly<Record<string, number>> = {
  GLOBAL_REQUEST: 2000,
  CHANNEL_REQUEST: 2000,
  CHANNEL_OPEN: 100,
  USERAUTH_PK_OK: 32,
  USERAUTH_INFO_REQUEST: 8,
};
const BANNER_LIMIT = 64 * 1024;
const HANDSHAKE_LIMIT = 8;

/** Whether the message may go on to ssh2. */
type Guard = (...words: unknown[]) => boolean;

/**
 * Guards a client of ssh2 1.17.0 against a hostile server. To be called right after `connect`.
 *
 * ssh2 does not enforce its receive window, takes banners, requests and key exchanges without end, signs as often as
 * it is asked to, and has the audited host prove all its keys. It has no option for any of these, so its handlers are
 * wrapped.
 */
export function harden(client: Client, abuse: (message: string) => void): void {
  const { protocol, channels } = insideOf(client);
  const wrap = (name: string, guard: Guard) => {
    const original = handlerOf(protocol, name);
    protocol._handlers[name] = (...words) => (guard(...words) ? original(...words) : undefined);
  };
  const atMost = (limit: number, message: string, weigh: Handler = () => 1): Guard => {
    let seen = 0;
    return (...words) => {
      seen += Number(weigh(...words));
      if (seen > limit) abuse(message);
      return seen <= limit;
    };
  };
  const withinWindow: Guard = (_protocol, id, data) => {
    if ((data as Buffer).length <= (channels.get(id)?.incoming?.window ?? Number.POSITIVE_INFINITY))
      return true;
    abuse("the server sent more than the channel's window allows");
    return false;
  };
  wrap("CHANNEL_DATA", withinWindow);
  wrap("CHANNEL_EXTENDED_DATA", withinWindow);
  // This request makes the server sign with each of its keys, and nobody here reads the answer.
  wrap("GLOBAL_REQUEST", (_protocol, name) => name !== "hostkeys-00@openssh.com");
  for (const [name, limit] of Object.entries(MESSAGE_LIMITS))
    wrap(name, atMost(limit, `the server sends ${name} without end`));
  const length: Handler = (_protocol, message) => String(message).length + 1;
  wrap("USERAUTH_BANNER", atMost(BANNER_LIMIT, "the server sends banners without end", length));
  const oneMore = atMost(HANDSHAKE_LIMIT, "the server exchanges keys without end");
  client.on("handshake", () => void oneMore());
}

/** Turns off ssh2's debug lines, which it would compose for every packet. */
export function silence(client: Client): void {
  insideOf(client).protocol._debug = undefined;
}
