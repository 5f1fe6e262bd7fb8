import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import ssh2, { type Connection, type ServerChannel } from "ssh2";
import { frame } from "../../src/script/frame.js";
import {
  generateKey,
  type Misbehaviour,
  proxyTo,
  type SshServerOptions,
  sshServer,
} from "../support/servers.js";
import { type Fault, type Server, unreachable } from "./fault.js";
import { answerWith, ending, halfOf, host, lingering, neverEnding, transcriptOf } from "./played.js";

export const PASSWORD = "canary-8f1d2c";

const serving = (options: SshServerOptions) => () => sshServer(options);

/** Does that once the client wants a session, instead of giving it one. */
const atSession = (act: (inside: Misbehaviour) => void): SshServerOptions => ({
  onConnection: (connection, inside) => {
    connection.removeAllListeners("session");
    connection.on("session", () => act(inside));
  },
});

/** Passes on what a server says, byte by byte as soon as `options` call `slow`. */
async function dripping(options: (slow: () => void) => SshServerOptions): Promise<Server> {
  let slow = false;
  const server = await sshServer(options(() => (slow = true)));
  const queues = new WeakMap<Socket, Promise<void>>();
  const proxy = await proxyTo(server.port, (socket, chunk) => {
    if (!slow) return void socket.write(chunk);
    queues.set(
      socket,
      (queues.get(socket) ?? Promise.resolve()).then(() => byteByByte(socket, chunk)),
    );
  });
  const close = () => {
    server.close();
    proxy.close();
  };
  return { port: proxy.port, close };
}

/** About a hundred bytes make a login: at this pace they take several times its limit, also where the clock is late. */
const PACE_MS = 500;

async function byteByByte(socket: Socket, chunk: Buffer): Promise<void> {
  for (const byte of chunk) {
    if (socket.destroyed) return;
    socket.write(Buffer.from([byte]));
    await new Promise((wake) => setTimeout(wake, PACE_MS));
  }
}

type Inside = Connection & Misbehaviour & { _protocol: { _hostKeys: Record<string, unknown> } };
const insideOf = (channel: ServerChannel) => (channel as unknown as { _client: Inside })._client;
const socketOf = (channel: ServerChannel) => insideOf(channel)._sock;

/** The beginning of a real answer, up to the library. */
const beginning = (nonce: string) => {
  const whole = frame(transcriptOf("freebsd"), "stdout", nonce).toString();
  return whole.slice(0, whole.indexOf("begin library"));
};

const dripOutput = (channel: ServerChannel, nonce: string) => {
  channel.write(beginning(nonce));
  const timer = setInterval(() => channel.write("x"), 100);
  channel.once("close", () => clearInterval(timer));
};

/** Another host key in the second key exchange than in the first. */
const changeKey = (channel: ServerChannel, nonce: string) => {
  const inside = insideOf(channel);
  channel.write(beginning(nonce));
  inside._protocol._hostKeys["ssh-ed25519"] = ssh2.utils.parseKey(generateKey().private);
  inside.rekey();
};

const reached = { "apache.version": "2.4.65" };
const alpine = host(answerWith("alpine"));

/** Before the script runs: the login, and the channel. */
const loginFaults: Readonly<Record<string, Fault>> = {
  "reset in the login": {
    start: serving({ onAuthentication: (_context, { _sock }) => !!_sock.resetAndDestroy() }),
    expect: unreachable("auth", "reset"),
    endedBy: "itself",
  },
  "mute after the key exchange": {
    start: serving({ onAuthentication: () => true }),
    expect: unreachable("auth", "timeout"),
    endedBy: "connect_timeout",
  },
  "slow drip in the login": {
    start: () =>
      dripping((slow) => ({
        onAuthentication: () => {
          slow();
          return false;
        },
      })),
    expect: unreachable("auth", "timeout"),
    endedBy: "connect_timeout",
  },
  "reset after the login": {
    start: serving(atSession(({ _sock }) => void _sock.resetAndDestroy())),
    expect: { status: "failed", stage: "channel", code: "reset" },
    endedBy: "itself",
  },
  "mute after the login": {
    start: serving(atSession(() => {})),
    expect: { status: "failed", stage: "channel", code: "timeout" },
    endedBy: "connect_timeout",
  },
  "slow drip in the channel": {
    start: () => dripping((slow) => ({ onConnection: (connection) => void connection.on("session", slow) })),
    expect: { status: "failed", stage: "channel", code: "timeout" },
    endedBy: "connect_timeout",
  },
  "channel refused": {
    start: serving({ exec: "refuse" }),
    expect: { status: "failed", stage: "channel", code: "channel-refused" },
    endedBy: "itself",
  },
  "no answer to the command": {
    start: serving({ exec: "ignore" }),
    expect: { status: "failed", stage: "channel", code: "timeout" },
    endedBy: "connect_timeout",
  },
  "key changed": {
    start: serving(alpine),
    hostKey: generateKey().public,
    expect: { ...unreachable("hostkey", "hostkey-changed"), hint: /ssh-keygen -R/ },
    endedBy: "itself",
  },
  "key unknown": {
    start: serving(alpine),
    hostKey: null,
    expect: { ...unreachable("hostkey", "hostkey-unknown"), hint: /ssh-keyscan|--accept-new/ },
    endedBy: "itself",
  },
  "wrong password": {
    start: serving({ password: "right", methods: ["password"] }),
    settings: { password: { env: "AUDIT_PASSWORD" } },
    expect: unreachable("auth", "auth-failed"),
    endedBy: "itself",
  },
  "password command that hangs": {
    start: serving({ password: "right", methods: ["password"] }),
    settings: { password: { command: "sleep 300; echo right" } },
    expect: unreachable("secret", "timeout"),
    endedBy: "deadline",
  },
  "agent that does not answer": {
    start: serving(alpine),
    settings: { agent: true },
    expect: { status: "ok" },
    endedBy: "itself",
    kept: reached,
  },
  "compression only": {
    start: serving({ algorithms: { compress: ["zlib"] } }),
    expect: unreachable("kex", "no-common-algorithm"),
    endedBy: "itself",
  },
};

/** While the script runs, or after it. */
const answerFaults: Readonly<Record<string, Fault>> = {
  "reset in mid-script": {
    start: serving(
      host((channel, nonce) => {
        channel.write(beginning(nonce));
        // Not before the client has it: a reset throws away what is still on its way.
        insideOf(channel).rekey(() => socketOf(channel).resetAndDestroy());
      }),
    ),
    expect: { status: "partial", stage: "exec", code: "reset" },
    endedBy: "itself",
    kept: reached,
  },
  "mute after the command": {
    start: serving(host(() => {})),
    expect: { status: "failed", stage: "exec", code: "timeout" },
    endedBy: "deadline",
  },
  "silent in mid-script": {
    start: serving(host((channel, nonce) => channel.write(beginning(nonce)))),
    expect: { status: "partial", stage: "exec", code: "timeout" },
    endedBy: "deadline",
    kept: reached,
  },
  "slow drip as its answer": {
    start: serving(host(dripOutput)),
    expect: { status: "partial", stage: "exec", code: "timeout" },
    endedBy: "deadline",
    kept: reached,
  },
  "key changed between dial and rekey": {
    start: serving(host(changeKey)),
    expect: { status: "partial", stage: "hostkey", code: "hostkey-changed" },
    endedBy: "itself",
    kept: reached,
  },
  "no shell": {
    start: serving(
      host((channel) => {
        channel.write("This account is currently not available.\n");
        ending(channel, 1);
      }),
    ),
    expect: { status: "failed", stage: "exec", code: "no-shell" },
    endedBy: "itself",
  },
  "answer cut in half": {
    start: serving(host((channel, nonce) => channel.write(halfOf("alpine", nonce), () => channel.close()))),
    expect: { status: "partial", stage: "output", code: "truncated" },
    endedBy: "itself",
    kept: reached,
  },
  "garbage as its answer": {
    start: serving(
      host((channel) => {
        channel.write(randomBytes(1 << 18));
        ending(channel, 0);
      }),
    ),
    expect: { status: "failed", stage: "exec", code: "no-shell" },
    endedBy: "itself",
  },
  "the nonce of another host": {
    start: serving(host((channel) => answerWith("alpine")(channel, "5eed".repeat(8)))),
    expect: { status: "failed", stage: "exec", code: "no-shell" },
    endedBy: "itself",
  },
  "a child that holds the channel": {
    start: serving(host(lingering("alpine"))),
    expect: { status: "ok" },
    endedBy: "itself",
    kept: reached,
  },
  "whole answer, then no end": {
    start: serving(host(neverEnding("alpine"))),
    expect: { status: "ok" },
    endedBy: "itself",
    kept: reached,
  },
};

export const sshFaults: Readonly<Record<string, Fault>> = { ...loginFaults, ...answerFaults };
