import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import { checkArgument, object } from "../base/arguments.js";
import { ForwardError, TransportError } from "../base/errors.js";
import { converse, Early, endGroup, leave, leftOver, terminate } from "./child.js";
import { clean } from "./failures.js";
import { interrupted, Limit } from "./limit.js";
import type { ExecRequest, Session, Target, Transport } from "./session.js";

/** What is kept of a command's output while it has not answered yet. */
const MOST_GREETING = 64 << 10;

/**
 * A command of the user's own that runs `sh -s` where the host is: in a container, in a pod, behind a gateway. It is run
 * as it is written, word by word, and never by a shell.
 */
export function createCommandTransport(environment: NodeJS.ProcessEnv = process.env): Transport {
  checkArgument("createCommandTransport: environment", environment, object);
  return {
    name: "command",
    async open(target, { signal }) {
      if (signal.aborted) throw interrupted("exec");
      const child = start(target, environment);
      const limit = new Limit(signal, target.connectTimeoutMs);
      try {
        const early = await limit.within<Buffer[]>(
          () => "dial",
          (resolve, reject) => awaitShell(child, target, resolve, reject),
        );
        return sessionOf(child, target, signal, early);
      } catch (error) {
        endGroup(child, "SIGKILL");
        leave(child);
        throw error;
      } finally {
        limit.release();
      }
    },
    close: async () => {},
  };
}

function start({ command = [] }: Target, env: NodeJS.ProcessEnv): ChildProcess {
  const [program, ...words] = command;
  if (program === undefined) throw new TransportError("dial", "internal", "there is no command to run");
  return spawn(program, words, { env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
}

/** Only a shell that answers is one: a program may be there and its container may not. Gives what came as errors. */
function awaitShell(
  child: ChildProcess,
  target: Target,
  resolve: (early: Buffer[]) => void,
  reject: (error: Error) => void,
): void {
  const word = newWord();
  const errors = new Early(child.stderr, () => reject(endless(target)));
  let greeting = "";
  const settle = () => {
    child.stdout?.off("data", hear).pause();
    errors.stop();
  };
  const hear = (chunk: Buffer) => {
    greeting += chunk.toString("latin1");
    if (greeting.length > MOST_GREETING) {
      settle();
      reject(endless(target));
    } else if (greeting.includes(answer(word))) {
      settle();
      resolve(errors.chunks);
    }
  };
  child.stdout?.on("data", hear);
  child.stdin?.on("error", () => {});
  child.once("error", (error: NodeJS.ErrnoException) => reject(notStarted(target, error)));
  child.once("exit", (code, signal) => {
    errors.stop();
    const ending = signal ? `by signal ${signal}` : `with exit status ${code}`;
    void leftOver(child.stderr).then((rest) => reject(noShell(target, ending, errors.text + rest)));
  });
  child.stdin?.write(`${asking(word)}\n`);
}

function sessionOf(
  child: ChildProcess,
  target: Target,
  signal: AbortSignal,
  early: readonly Buffer[],
): Session {
  const end = () => terminate(child);
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  const explain = () => (signal.aborted ? interrupted("exec") : undefined);
  return {
    connection: { transport: "command" },
    exec: (request) => converse(child, inShell(child, request), explain, signal, early),
    forward: async () => {
      throw new ForwardError("prohibited", `transport command (${programOf(target)}) has one channel`);
    },
    close: async () => {
      signal.removeEventListener("abort", end);
      leave(child);
    },
  };
}

/**
 * The shell that is there is given the command as a line. Some shells read ahead, and what they have read the next one
 * never sees: the rest is sent when the line has shown that it runs.
 */
function inShell(child: ChildProcess, { onOpen, ...request }: ExecRequest): ExecRequest {
  const word = newWord();
  let before: Buffer | undefined = Buffer.alloc(0);
  return {
    ...request,
    stdin: `${asking(word)}; ${request.command}\n`,
    maxStdout: request.maxStdout + answer(word).length,
    onStdout: (chunk) => {
      if (!before) return request.onStdout(chunk);
      before = Buffer.concat([before, chunk]);
      const at = before.indexOf(answer(word));
      if (at < 0) return;
      const rest = before.subarray(at + answer(word).length);
      before = undefined;
      if (rest.length > 0) request.onStdout(rest);
      child.stdin?.write(request.stdin);
      onOpen?.((text) => child.stdin?.writable && child.stdin.write(text));
    },
  };
}

const newWord = () => randomBytes(8).toString("hex");

/** In two parts, so that a terminal's echo is not taken for the answer. */
const asking = (word: string) => `echo; echo ${word.slice(0, 8)}''${word.slice(8)}`;
const answer = (word: string) => `\n${word}\n`;

const programOf = ({ command = [] }: Target) => basename(command[0] ?? "");

/** To be tried by hand; a name of the inventory holds nothing that a shell would take for its own. */
const hintOf = ({ command = [] }: Target) => `try it: echo 'uname -a' | ${command.map(quoted).join(" ")}`;

const quoted = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

const endless = (target: Target) =>
  new TransportError("dial", "abuse", `${programOf(target)} talks without end, and no shell answers`);

function notStarted(target: Target, { code }: NodeJS.ErrnoException): TransportError {
  const program = target.command?.[0] ?? "";
  const why = code === "ENOENT" ? "there is no such program on PATH" : code;
  return new TransportError("dial", "internal", `cannot run ${program}: ${why}`);
}

/** In the words of the program itself, of which the last line is the one that tells. */
function noShell(target: Target, ending: string, errors: string): TransportError {
  const last = errors.split("\n").findLast((line) => line.trim() !== "");
  const said = last === undefined ? "" : `: ${clean(last.trim()).slice(0, 400)}`;
  return new TransportError(
    "dial",
    "no-shell",
    `${programOf(target)} ended ${ending}, before a shell answered${said}`,
    hintOf(target),
  );
}
