import type { TransportError } from "../base/errors.js";
import {
  type ExecRequest,
  type Opening,
  type SecretReference,
  type Session,
  type Target,
  type Transport,
  wayTo,
} from "./session.js";

/** Told what is said to and by one host; `line` may hold words of the host. */
export type Tell = (host: string, line: string) => void;

/** A host that talks without end is not repeated without end. */
const MOST_LINES = 2000;

/** Texts that are shorter are answers to the host, of which even the length may say too much. */
const SCRIPT_BYTES = 1000;

/** The script's own marks: which section it has come to. */
const MARK = /^@[0-9a-f]{32} ((?:shell|script|begin|end|become|ready|fin)\b.*)/;
const LONGEST_LINE = 4096;

/**
 * The same transport, of which every step is told: what is dialled, what both sides say until the login is done, what is
 * run, and how it ends. No secret is among it: what is sent is told by its size alone, and not even that for answers.
 */
export function overheard<T extends Transport>(transport: T, tell: Tell): T {
  const open: Transport["open"] = async (target, opening) => {
    const say = bounded(target.name, tell);
    for (const line of before(target)) say(line);
    try {
      const session = await transport.open(target, hearing(opening, say));
      say(entered(session));
      return overheardSession(session, say);
    } catch (error) {
      say(failed(error as TransportError));
      throw error;
    }
  };
  return { ...transport, open };
}

function bounded(host: string, tell: Tell): (line: string) => void {
  let lines = 0;
  return (line) => {
    lines += 1;
    if (lines <= MOST_LINES) tell(host, line);
    if (lines === MOST_LINES) tell(host, "… and more, which is not shown");
  };
}

const hearing = (opening: Opening, say: (line: string) => void): Opening => ({
  ...opening,
  hear: say,
  onRetry: (error) => {
    say(`tries again: ${failed(error)}`);
    opening.onRetry?.(error);
  },
});

const failed = ({ stage, code, message }: TransportError): string =>
  stage === undefined ? `failed: ${message}` : `failed in phase ${stage} (${code}): ${message}`;

/** What will be tried; secrets by their reference only. */
function before(target: Target): string[] {
  const { user, address, port, identityFiles, knownHosts, transport, password, agent } = target;
  if (target.command) return [`runs, without a shell: ${JSON.stringify(target.command)}`];
  const through = target.via ? ` through ${wayTo(target).join(", ")}` : "";
  return [
    `dials ${user}@${address.includes(":") ? `[${address}]` : address}:${port}${through}, transport ${transport}`,
    `host keys (${target.hostKeys}): ${knownHosts.join(", ") || "none"}`,
    `keys: ${identityFiles.join(", ") || "none"}${agent ? ", and those of the agent" : ""}`,
    ...(password ? [`password: ${referenceOf(password)}`] : []),
  ];
}

/** A command may hold words that nobody else is to see. */
const referenceOf = (secret: SecretReference): string =>
  "command" in secret
    ? "from a command"
    : "env" in secret
      ? `from the variable ${secret.env}`
      : `from ${secret.file}`;

function entered({ connection }: Session): string {
  const { transport, because, server, kex, cipher, hostKey, authenticatedBy } = connection;
  const words = [
    `is in by ${transport}${because ? ` (${because})` : ""}`,
    server,
    [kex, cipher].filter(Boolean).join(", "),
    hostKey && `${hostKey.type} ${hostKey.fingerprint}`,
    authenticatedBy && `let in by ${authenticatedBy}`,
  ];
  return words.filter(Boolean).join("; ");
}

const overheardSession = (session: Session, say: (line: string) => void): Session => ({
  ...session,
  exec: async (request) => {
    const { heard, request: told } = overheardRequest(request, say);
    const result = await session.exec(told).catch((error: TransportError) => {
      say(failed(error));
      throw error;
    });
    const end = Object.entries(result.exit).map(([name, value]) => `${name} ${value}`);
    say(`the command has ended: ${end}; ${heard.stdout} bytes of output, ${heard.stderr} of errors`);
    return result;
  },
  forward: (destination, withinMs) => {
    say(`opens a stream to ${destination.host}:${destination.port}, as the host dials it`);
    return session.forward(destination, withinMs);
  },
});

function overheardRequest(request: ExecRequest, say: (line: string) => void) {
  const heard = { stdout: 0, stderr: 0 };
  const marks = lineReader((line) => {
    const mark = MARK.exec(line)?.[1];
    if (mark !== undefined) say(`< ${mark}`);
  });
  say(`runs: ${request.command}`);
  const told: ExecRequest = {
    ...request,
    onStdout: (chunk) => {
      heard.stdout += chunk.length;
      marks(chunk);
      request.onStdout(chunk);
    },
    onStderr: (chunk) => {
      heard.stderr += chunk.length;
      request.onStderr(chunk);
    },
    ...(request.onOpen && {
      onOpen: (send) =>
        request.onOpen?.((text) => {
          say(text.length > SCRIPT_BYTES ? `> the script, ${text.length} characters` : "> a line");
          send(text);
        }),
    }),
  };
  return { heard, request: told };
}

/** Gives whole lines; of one without an end only its beginning is kept. */
function lineReader(take: (line: string) => void): (chunk: Uint8Array) => void {
  let rest = "";
  return (chunk) => {
    const lines = (rest + Buffer.from(chunk).toString("latin1")).split("\n");
    rest = (lines.pop() ?? "").slice(0, LONGEST_LINE);
    for (const line of lines) take(line);
  };
}
