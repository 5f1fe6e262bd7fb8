/**
 * One process that is many hosts: an SSH server on all of 127.0.0.0/8 whose shell answers at once with a recorded
 * transcript, so that what is measured is the client. Started by servers.ts, which it tells what it sees.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo, Socket } from "node:net";
import ssh2 from "ssh2";
import { CAST } from "../../src/demo/cast.js";
import { onScript } from "../../src/demo/server.js";
import type { Transcript } from "../../src/model/snapshot.js";
import { frame } from "../../src/script/frame.js";
import { parseSnapshot } from "../../src/snapshot/parse.js";
import { hostAt } from "./addresses.js";
import type { LightServerConfig, ServerReport } from "./servers.js";

/** Says how the script is called, and whether it prints one stream only. */
interface Script {
  nonce: string;
  standalone: boolean;
}

/** What is sent as a command instead of on standard input is not read, but answered as that script would. */
const ANY_SCRIPT: Script = { nonce: "0".repeat(32), standalone: true };

const config = JSON.parse(process.argv[2] ?? "{}") as LightServerConfig;
const { hosts } = parseSnapshot(readFileSync(config.recordings, "utf8"), config.recordings);
const recorded = new Map(hosts.map(({ host, transcript }) => [host.name, transcript]));
const cast = Object.values(CAST).map(({ recording }) => recorded.get(recording) as Transcript);
const allowed = ssh2.utils.parseKey(config.userKey) as ssh2.ParsedKey;

const report: ServerReport = { connections: 0, firstConnection: undefined };

const server = new ssh2.Server({ hostKeys: [config.hostKey] }, (client) => {
  const { _sock: socket } = client as unknown as { _sock: Socket };
  if (!socket.remoteAddress?.startsWith("127.")) return void socket.destroy();
  report.connections += 1;
  report.firstConnection ??= Number(process.hrtime.bigint());
  // ssh2 writes a packet in pieces: each would wait for the answer to the one before.
  socket.setNoDelay(true);
  const transcript = cast[(hostAt(socket.localAddress ?? "") ?? 0) % cast.length] as Transcript;
  client.on("error", () => {});
  client.on("authentication", (context) => authenticate(context));
  client.on("session", (accept) => {
    const session = accept();
    session.on("pty", (acceptPty) => acceptPty?.()); // Ansible wants one
    session.on("exec", (acceptExec, _reject, { command }) => {
      const channel = acceptExec();
      channel.on("error", () => {});
      if (/\bsh -s$/.test(command))
        onScript(
          channel,
          (nonce, script) =>
            answer(channel, transcript, { nonce, standalone: script.includes("\nALONE=1\n") }),
          command,
        );
      else answer(channel, transcript, ANY_SCRIPT);
    });
  });
});

function authenticate(context: ssh2.AuthContext): void {
  if (context.method === "publickey" && isAllowed(context)) context.accept();
  else context.reject(["publickey"]);
}

/** The key, and where it is already used the proof of it. */
function isAllowed({ key, signature, blob, hashAlgo }: ssh2.PublicKeyAuthContext): boolean {
  if (!key.data.equals(allowed.getPublicSSH())) return false;
  return !signature || (blob !== undefined && allowed.verify(blob, signature, hashAlgo) === true);
}

function answer(channel: ssh2.ServerChannel, transcript: Transcript, { nonce, standalone }: Script): void {
  const [stdout, stderr] = [frame(transcript, "stdout", nonce), frame(transcript, "stderr", nonce)];
  if (standalone) channel.write(stderr.toString("latin1").replaceAll(/^/gm, `@${nonce} e `), "latin1");
  else channel.stderr.write(stderr);
  channel.write(stdout);
  channel.exit(0);
  channel.end();
}

process.on("message", (message) => {
  if (message === "reset") Object.assign(report, { connections: 0, firstConnection: undefined });
  process.send?.(report);
});
process.on("disconnect", () => process.exit());
// The bench's hosts are addresses without number, and one socket listens on all of them; others are sent away.
server.listen(0, "0.0.0.0");
await once(server, "listening");
process.send?.((server.address() as AddressInfo).port);
