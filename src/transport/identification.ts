import { createConnection, type Socket } from "node:net";
import { TransportError } from "../errors.js";
import type { Target } from "./session.js";

/** Lines before the identification are allowed, but not without end. */
const PREAMBLE_LIMIT = 64 * 1024;

/**
 * Dials and waits for the whole identification line.
 *
 * ssh2 gets it in one piece: it loses all but the first and the last of three segments.
 */
export async function dial(target: Target, signal: AbortSignal): Promise<Socket> {
  const socket = createConnection({ host: target.address, port: target.port, noDelay: true });
  socket.on("error", () => {});
  try {
    await connected(socket, target, signal);
    socket.unshift(await identification(socket, target, signal));
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

const aborted = (stage: "dial" | "ident", target: Target) =>
  new TransportError(stage, "timeout", `no answer from ${target.address} port ${target.port}`);

function connected(socket: Socket, target: Target, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(aborted("dial", target));
    signal.addEventListener("abort", () => reject(aborted("dial", target)), { once: true });
    socket.once("connect", resolve);
    socket.once("error", (error: NodeJS.ErrnoException) => reject(dialError(error, target)));
  });
}

function dialError(error: NodeJS.ErrnoException, { address, port }: Target): TransportError {
  const where = `${address} port ${port}`;
  switch (error.code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new TransportError(
        "resolve",
        "dns",
        `no address for ${address}`,
        "set `address:` in the inventory, or mend the name",
      );
    case "ECONNREFUSED":
      return new TransportError(
        "dial",
        "refused",
        `${where} refuses connections`,
        `is sshd running there? try: ssh -p ${port} ${address}`,
      );
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return new TransportError("dial", "unroutable", `no route to ${where}`);
    case "ETIMEDOUT":
      return new TransportError("dial", "timeout", `no answer from ${where}`);
    case "ECONNRESET":
      return new TransportError("dial", "reset", `${where} reset the connection`, undefined, true);
    default:
      return new TransportError("dial", "internal", `${where}: ${error.code ?? error.message}`);
  }
}

function identification(socket: Socket, target: Target, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    const finish = (settle: () => void) => {
      socket.pause();
      socket.removeListener("data", take);
      socket.removeListener("close", gone);
      settle();
    };
    const take = (chunk: Buffer) => {
      head = Buffer.concat([head, chunk]);
      const text = head.toString("latin1");
      const start = text.startsWith("SSH-") ? 0 : text.indexOf("\nSSH-") + 1;
      const found = start > 0 || text.startsWith("SSH-");
      if (found && text.indexOf("\n", start) >= 0) finish(() => resolve(head));
      else if (head.length > PREAMBLE_LIMIT || /^HTTP\//.test(text))
        finish(() => reject(notSsh(target, text)));
    };
    const gone = () =>
      finish(() =>
        reject(
          head.length > 0
            ? notSsh(target, head.toString("latin1"))
            : new TransportError(
                "ident",
                "throttled",
                "the server closed the connection before it said who it is",
                "sshd throttles new connections (MaxStartups): lower limits.handshakes",
                true,
              ),
        ),
      );
    signal.addEventListener("abort", () => finish(() => reject(aborted("ident", target))), { once: true });
    socket.on("data", take);
    socket.once("close", gone);
  });
}

const notSsh = ({ address, port }: Target, text: string) =>
  new TransportError(
    "ident",
    "not-ssh",
    `${address} port ${port} does not speak SSH (${JSON.stringify(text.slice(0, 40))})`,
  );
