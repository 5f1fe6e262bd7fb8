import type { Client } from "ssh2";
import { type Handler, handlerOf, insideOf, overhear } from "./internals.js";
import { Traffic } from "./traffic.js";

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

/** Whether the message may go on to ssh2. */
type Guard = (...words: unknown[]) => boolean;

/**
 * Guards a client of ssh2 1.17.0 against a hostile server. To be called right after `connect`. Returns what says how
 * much more may come in than a login brings.
 *
 * ssh2 does not enforce its receive window, takes packets of any kind and key exchanges without end, signs as often as
 * it is asked to, and has the audited host prove all its keys. It has no option for any of these, so its handlers are
 * wrapped. What is guarded depends on nothing that the server says of itself.
 */
export function harden(client: Client, abuse: (message: string) => void): Traffic {
  const { protocol, channels, socket } = insideOf(client);
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
  // Each would be put into words, for nobody.
  protocol._handlers.DEBUG = undefined;
  const traffic = new Traffic(protocol, socket, abuse);
  client.on("handshake", () => traffic.exchange());
  overhear(protocol, (message) => {
    traffic.note(message[0] ?? 0);
    if (!isRoomForNothing(message)) return message;
    abuse("the server announces more questions than it asks");
    return NOTHING;
  });
  return traffic;
}

/** The message in which a server asks for passwords and the like, among others. */
const QUESTIONS = 60;
/** A question is a text and a byte. */
const SHORTEST_QUESTION = 5;

/** ssh2 makes room for as many questions as are announced, before it reads the first. */
const isRoomForNothing = (message: Uint8Array): boolean =>
  message[0] === QUESTIONS && announced(message) * SHORTEST_QUESTION > message.length;

/** SSH_MSG_IGNORE. */
const NOTHING = Uint8Array.of(2);

/** The count behind three texts; 0 where it is another message of that number. */
function announced(payload: Uint8Array): number {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  let at = 1;
  for (let text = 0; text < 3; text += 1) {
    if (at + 4 > payload.length) return 0;
    at += 4 + view.getUint32(at);
  }
  return at + 4 > payload.length ? 0 : view.getUint32(at);
}

/** Turns off ssh2's debug lines, which it would compose for every packet. */
export function silence(client: Client): void {
  insideOf(client).protocol._debug = undefined;
}
