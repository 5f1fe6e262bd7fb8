import type { Client, ClientChannel } from "ssh2";
import { TransportError } from "../errors.js";
import { clean, explainFailure } from "./failures.js";
import type { ExecRequest, ExecResult, Target } from "./session.js";

/** After the exit status, a background child may hold the channel open: what is there by then is taken. */
const LINGER_MS = 1500;

/** Runs one command on a channel of its own. Rejects when the channel is refused or the connection dies. */
export function execute(client: Client, request: ExecRequest, target: Target): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const lost = () => reject(explainFailure(new Error("connection lost"), "exec", target));
    client.once("close", lost);
    client.exec(request.command, (error, channel) => {
      if (error)
        reject(
          new TransportError(
            "channel",
            "channel-refused",
            `the server refused the channel: ${clean(error.message)}`,
          ),
        );
      else follow(channel, client, request, resolve);
    });
  });
}

/** Always flowing, with a cap: what is not kept is not buffered either. */
function follow(
  channel: ClientChannel,
  client: Client,
  request: ExecRequest,
  resolve: (result: ExecResult) => void,
): void {
  let exit: ExecResult["exit"] = { unknown: true };
  let left = { stdout: request.maxStdout, stderr: request.maxStderr };
  const finish = (truncated: boolean) => resolve({ exit, truncated });
  const take = (stream: "stdout" | "stderr", give: (chunk: Uint8Array) => void) => (chunk: Buffer) => {
    give(chunk.subarray(0, Math.max(0, left[stream])));
    left = { ...left, [stream]: left[stream] - chunk.length };
    if (left[stream] >= 0) return;
    finish(true);
    client.destroy();
  };
  channel.on("error", () => {});
  channel.stderr.on("error", () => {});
  channel.on("data", take("stdout", request.onStdout));
  channel.stderr.on("data", take("stderr", request.onStderr));
  channel.on("exit", (code: number | null, signal?: string) => {
    exit = code === null ? { signal: signal ?? "unknown" } : { code };
    setTimeout(() => finish(false), LINGER_MS).unref();
  });
  channel.on("close", () => finish(false));
  // Left open: its end is the life-line of the script.
  channel.write(request.stdin);
}
