import type { Connection, ServerChannel } from "ssh2";
import type { Misbehaviour, SshServerOptions } from "./servers.js";

/** The inside of a server's connection that puts any bytes into a packet. */
interface Inside extends Misbehaviour {
  _protocol: Misbehaviour["_protocol"] & {
    _packetRW: {
      write: { allocStart: number; alloc(length: number): Buffer; finalize(packet: Buffer): Buffer };
    };
    _cipher: { encrypt(packet: Buffer): void };
  };
}

/** One packet, whatever it holds; none at all in it will do, too. */
function put({ _protocol: { _packetRW, _cipher } }: Inside, message: Uint8Array): void {
  const { write } = _packetRW;
  const packet = write.alloc(message.length);
  packet.set(message, write.allocStart);
  _cipher.encrypt(write.finalize(packet));
}

const PACKETS_AT_A_TIME = 500;

/** The same message as fast as the other end takes it; this process goes on in between. */
export function pour(inside: Misbehaviour, message: Uint8Array): void {
  const { _sock: socket } = inside;
  const more = () => {
    if (socket.destroyed || !socket.writable) return;
    socket.cork();
    for (let count = 0; count < PACKETS_AT_A_TIME; count += 1) put(inside as Inside, message);
    socket.uncork();
    if (socket.writableNeedDrain) socket.once("drain", more);
    else setImmediate(more);
  };
  more();
}

const number = (value: number) => [value >>> 24, value >>> 16, value >>> 8, value].map((byte) => byte & 255);
const text = (value: string) => [...number(value.length), ...Buffer.from(value, "latin1")];
const message = (type: number, ...fields: number[][]) => Uint8Array.from([type, ...fields.flat()]);

/** Messages that a server may send as often as it likes, by what they are; `channel` is the client's number. */
export const MESSAGES: Readonly<Record<string, (channel: number) => Uint8Array>> = {
  nothing: () => Uint8Array.of(),
  IGNORE: () => message(2, text("x")),
  "IGNORE of 30 kB": () => message(2, text("x".repeat(30_000))),
  UNIMPLEMENTED: () => message(3, number(7)),
  DEBUG: () => message(4, [1], text("d".repeat(880)), text("")),
  EXT_INFO: () => message(7, number(1), text("server-sig-algs"), text("ssh-ed25519")),
  "a message that there is not": () => message(200, text("x")),
  GLOBAL_REQUEST: () => message(80, text("nothing@example.org"), [0]),
  REQUEST_FAILURE: () => message(82),
  CHANNEL_WINDOW_ADJUST: (channel) => message(93, number(channel), number(0)),
  "output of one byte": (channel) => message(94, number(channel), text("x")),
  "empty output": (channel) => message(94, number(channel), text("")),
  "output to no channel": () => message(94, number(77), text("x".repeat(100))),
  "errors of one byte": (channel) => message(95, number(channel), number(1), text("x")),
  "empty errors": (channel) => message(95, number(channel), number(1), text("")),
  "another stream than the errors": (channel) => message(95, number(channel), number(9), text("x")),
  CHANNEL_REQUEST: (channel) => message(98, number(channel), text("nothing@example.org"), [0]),
};

export const BANNER = message(53, text("W"), text(""));

/** Of what a login may be answered with; the rest ends a connection at once. */
export const BEFORE_LOGIN = [
  "nothing",
  "IGNORE",
  "IGNORE of 30 kB",
  "UNIMPLEMENTED",
  "DEBUG",
  "EXT_INFO",
] as const;

interface Channel {
  _client: Misbehaviour;
  outgoing: { id: number };
}

/** Lets everybody in, and floods once a command is asked for. */
export const floodingAfter = (kind: keyof typeof MESSAGES): SshServerOptions => ({
  exec: (channel: ServerChannel) => {
    const { _client, outgoing } = channel as unknown as Channel;
    channel.resume();
    pour(_client, MESSAGES[kind]?.(outgoing.id) ?? Uint8Array.of());
  },
});

/** Floods instead of an answer to the login. */
export const floodingBefore = (flood: Uint8Array): SshServerOptions => ({
  onAuthentication: (_context, inside) => {
    pour(inside, flood);
    return true;
  },
});

/** Exchanges keys again and again once somebody is let in. */
export const exchangingKeys: SshServerOptions = {
  onConnection: (connection: Connection) => {
    const again = () => connection.rekey(again);
    connection.once("ready", again);
  },
};
