import { callable, checkArgument, either, object } from "../base/arguments.js";
import { ForwardError, TransportError } from "../base/errors.js";
import type { Transcript } from "../model/snapshot.js";
import { frame } from "../script/frame.js";
import type { ExecRequest, ExecResult, Session, Target, Transport } from "../transport/session.js";

/**
 * What a host does: prints a transcript (and then loses its connection, where it `breaks`), cannot be reached, or says
 * nothing until its time is over.
 */
export type FakeAnswer =
  | { transcript: Transcript; result?: ExecResult }
  | { refuse: TransportError }
  | { hang: "open" | "exec" }
  | { breaks: Transcript };

/** Hosts that are an object, or a function of their names. */
export type FakeHosts = Readonly<Record<string, FakeAnswer>> | ((host: string) => FakeAnswer);

export interface FakeTransport extends Transport {
  /** Names of hosts, in the order in which they were dialled, given the script, and left. */
  opened: string[];
  executed: string[];
  closed: string[];
  /** The most hosts that were in `open`, and that were between open and close, at one time. */
  most: { opening: number; open: number };
}

const untilAborted = (signal: AbortSignal, error: () => TransportError) =>
  new Promise<never>((_, reject) => {
    const end = () => reject(error());
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
  });

/**
 * A transport for tests of what is built on this library: no host is asked, each answers as it is told to. Dialling
 * takes `delayMs`. A host without an answer is unreachable.
 */
export function createFakeTransport(hosts: FakeHosts, delayMs = 0): FakeTransport {
  checkArgument("createFakeTransport: hosts", hosts, either(object, callable));
  const now = { opening: 0, open: 0 };
  const fake: FakeTransport = {
    name: "fake",
    opened: [],
    executed: [],
    closed: [],
    most: { opening: 0, open: 0 },
    close: async () => {},
    async open(target: Target, { signal }): Promise<Session> {
      fake.opened.push(target.name);
      now.opening += 1;
      fake.most.opening = Math.max(fake.most.opening, now.opening);
      await new Promise((wake) => setTimeout(wake, delayMs));
      now.opening -= 1;
      const answer = answerOf(hosts, target.name);
      if ("refuse" in answer) throw answer.refuse;
      if ("hang" in answer && answer.hang === "open")
        return untilAborted(signal, () => new TransportError("kex", "timeout", "no answer"));
      now.open += 1;
      fake.most.open = Math.max(fake.most.open, now.open);
      return {
        connection: { transport: "local", server: "fake" },
        exec: (request) => {
          fake.executed.push(target.name);
          return execute(request, answer, signal);
        },
        forward: () => Promise.reject(new ForwardError("prohibited", "a fake host forwards nothing")),
        async close() {
          now.open -= 1;
          fake.closed.push(target.name);
        },
      };
    },
  };
  return fake;
}

function answerOf(hosts: FakeHosts, name: string): FakeAnswer {
  const answer = typeof hosts === "function" ? hosts(name) : Object.hasOwn(hosts, name) && hosts[name];
  if (answer) return answer;
  throw new TransportError("dial", "refused", `the fake transport has no answer for ${name}`);
}

/** The transcript as a script with the nonce of this one prints it. */
async function execute(request: ExecRequest, answer: FakeAnswer, signal: AbortSignal): Promise<ExecResult> {
  if ("hang" in answer)
    return untilAborted(signal, () => new TransportError("exec", "interrupted", "aborted"));
  const nonce = /^NONCE=([0-9a-f]+)/m.exec(request.stdin)?.[1] ?? "";
  const transcript =
    "breaks" in answer ? answer.breaks : "transcript" in answer ? answer.transcript : undefined;
  if (transcript) {
    request.onStdout(frame(transcript, "stdout", nonce));
    request.onStderr(frame(transcript, "stderr", nonce));
  }
  if ("breaks" in answer) throw new TransportError("exec", "reset", "the connection was lost");
  return ("result" in answer && answer.result) || { exit: { code: 0 }, truncated: false };
}
