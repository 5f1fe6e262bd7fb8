import { ForwardError, TransportError } from "../../src/base/errors.js";
import type { Transcript } from "../../src/model/snapshot.js";
import { frame } from "../../src/script/frame.js";
import type { ExecRequest, ExecResult, Session, Target, Transport } from "../../src/transport/session.js";

export type Answer =
  | { transcript: Transcript; result?: ExecResult }
  | { refuse: TransportError }
  | { hang: "open" | "exec" }
  | { breaks: Transcript };

export interface FakeTransport extends Transport {
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

/** Hosts that are an object: what each answers, by name. */
export function fakeTransport(answers: (host: string) => Answer, delayMs = 0): FakeTransport {
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
      const answer = answers(target.name);
      if ("refuse" in answer) throw answer.refuse;
      if ("hang" in answer && answer.hang === "open") {
        return untilAborted(signal, () => new TransportError("kex", "timeout", "no answer"));
      }
      now.open += 1;
      fake.most.open = Math.max(fake.most.open, now.open);
      return {
        connection: { transport: "local", server: "fake" },
        exec: (request) => exec(request, target.name, answer, signal),
        forward: () => Promise.reject(new ForwardError("prohibited", "not here")),
        async close() {
          now.open -= 1;
          fake.closed.push(target.name);
        },
      };
    },
  };
  async function exec(
    request: ExecRequest,
    host: string,
    answer: Answer,
    signal: AbortSignal,
  ): Promise<ExecResult> {
    fake.executed.push(host);
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
  return fake;
}
