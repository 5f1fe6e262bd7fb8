import type { ServerChannel } from "ssh2";
import { generateKey, type Misbehaviour, type SshServerOptions, sshServer } from "../support/servers.js";
import { freshFile } from "../support/world.js";
import { type Fault, unreachable } from "./fault.js";
import { host } from "./played.js";

/** Calls `act` until the connection is gone. Not as fast as it can: the good servers live in this process, too. */
function forever(socket: Misbehaviour["_sock"], act: () => void): void {
  if (socket.destroyed || !socket.writable) return;
  if (socket.writableNeedDrain) return void socket.once("drain", () => forever(socket, act));
  act();
  setTimeout(() => forever(socket, act), 5);
}

interface Inside {
  _client: Misbehaviour;
  outgoing: { id: number };
}
const insideOf = (channel: ServerChannel) => channel as unknown as Inside;

const OUTPUT = Buffer.alloc(1 << 18, "x");

const flooding = (stream: (channel: ServerChannel) => NodeJS.WritableStream) =>
  host((channel) => forever(insideOf(channel)._client._sock, () => void stream(channel).write(OUTPUT)));

const serving = (options: SshServerOptions) => () => sshServer(options);
const failed = (stage: string, code: string) => ({ status: "failed", stage, code }) as const;

/** Servers that do what no decent one does. */
export const hostileFaults: Readonly<Record<string, Fault>> = {
  "endless output": {
    start: serving(flooding((channel) => channel)),
    expect: failed("output", "too-much-output"),
    endedBy: "itself",
  },
  "endless errors": {
    start: serving(flooding((channel) => channel.stderr)),
    expect: failed("output", "too-much-output"),
    endedBy: "itself",
  },
  "endless banners": {
    start: serving({
      onAuthentication: (_context, { _protocol, _sock }) => {
        forever(_sock, () => {
          _protocol._banner = "Welcome! ".repeat(3000);
          _protocol.serviceAccept("ssh-userauth");
        });
        return true;
      },
    }),
    settings: { identity_file: Array.from({ length: 9 }, () => freshFile(generateKey().private)) },
    expect: unreachable("auth", "abuse"),
    endedBy: "itself",
  },
  "endless questions": {
    start: serving({
      onAuthentication: ({ method }, { _protocol, _sock }) => {
        if (method !== "keyboard-interactive") return false;
        forever(_sock, () => _protocol.authInfoReq("", "", [{ prompt: "Why? ", echo: false }]));
        return true;
      },
      methods: ["keyboard-interactive"],
    }),
    settings: { password: { command: "echo because" } },
    expect: unreachable("auth", "abuse"),
    endedBy: "itself",
  },
  "endless requests": {
    start: serving(
      host((channel) => {
        const { _protocol, _sock } = insideOf(channel)._client;
        forever(_sock, () => {
          for (let pings = 0; pings < 500; pings += 1) _protocol.ping();
        });
      }),
    ),
    expect: failed("exec", "abuse"),
    endedBy: "itself",
  },
  "endless key exchanges": {
    start: serving({
      onConnection: (connection) => {
        const again = () => connection.rekey(again);
        connection.once("ready", again);
      },
    }),
    expect: { status: "failed", code: "abuse" },
    endedBy: "itself",
  },
  "more than the window": {
    start: serving(
      host((channel) => {
        const { _client, outgoing } = insideOf(channel);
        // Odd sizes step over the zero that ssh2 looks for.
        for (let sent = 0; sent < 9_000_000; sent += 30_001)
          _client._protocol.channelData(outgoing.id, OUTPUT.subarray(0, 30_001));
      }),
    ),
    // A client that always reads may be at its own limit before the window is closed.
    expect: { status: "failed", code: /^(abuse|too-much-output)$/ },
    endedBy: "itself",
  },
};
