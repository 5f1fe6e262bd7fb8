import { randomBytes } from "node:crypto";
import type { Transcript } from "../model/snapshot.js";
import { announcing, answerTo, composeQuestion } from "../script/question.js";
import { unframe } from "../script/unframe.js";
import type { ExecRequest, ExecResult, Session } from "../transport/session.js";
import { Stream } from "./stream.js";

/** Bytes kept of one host: a whole answer is well below a megabyte. */
export const LIMITS = { maxStdout: 8 << 20, maxStderr: 2 << 20 } as const;

/** A host that has said everything is left if it does not end the command within that time. */
const LEAVE_MS = 1500;

/** One script on a host and what it prints, framed by a nonce of its own: no host can answer for another. */
export class Pass {
  readonly nonce = randomBytes(16).toString("hex");
  /** The login's shell prints it. Not the nonce: a host shows its commands to all who are on it. */
  readonly #word = randomBytes(8).toString("hex");
  readonly stdout = new Stream();
  readonly stderr = new Stream();

  /** `seconds`: the time that a script which is installed on the host may take. */
  constructor(readonly seconds: number) {}

  /** What is asked before anything else is sent. */
  get question(): string {
    return composeQuestion(this.nonce, this.seconds);
  }

  /** The command with which the first script is begun. */
  announced(command: string): string {
    return announcing(this.#word, command);
  }

  get transcript(): Transcript {
    return unframe(without(this.stdout.bytes, `\n${this.#word}\n`), this.stderr.bytes, this.nonce);
  }

  /** A line of its marks that begins so; the words behind that are captured. */
  mark(verb: string): RegExp {
    return new RegExp(`\\n@${this.nonce} ${verb}([^\\n]*)\\n`);
  }

  /** Resolves with the words of a mark of standard output. */
  says(verb: string): Promise<string> {
    return this.stdout.mark(this.mark(verb));
  }

  /** Resolves when both streams have their end mark. */
  async ends(): Promise<void> {
    await Promise.all([this.says("fin"), this.stderr.mark(this.mark("fin"))]);
  }

  /**
   * Resolves when the command is known to run, or its question has been answered: by a shell, or by the script that is
   * installed in its place.
   */
  async begins(): Promise<"shell" | "script"> {
    const line = new RegExp(`\\n(${this.#word}|@${this.nonce} (?:shell|script) [^\\n]*)\\n`);
    for (;;) {
      const words = await this.stdout.mark(line);
      if (words.startsWith(`@${this.nonce} script `)) return "script";
      if (words === this.#word || words === `@${this.nonce} ${answerTo(this.nonce)}`) return "shell";
    }
  }
}

function without(bytes: Buffer, text: string): Buffer {
  const at = bytes.indexOf(text);
  return at < 0 ? bytes : Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + text.length)]);
}

/** One command whose standard input goes on after its first script. */
export class Dialogue {
  readonly passes: Pass[];
  #send: (text: string) => void = () => {};
  #over = false;
  #leaving: NodeJS.Timeout | undefined;

  constructor(first: Pass) {
    this.passes = [first];
  }

  /** What comes from now on belongs to that pass. */
  begin(pass: Pass): void {
    this.passes.push(pass);
  }

  send(text: string): void {
    this.#send(text);
  }

  /** Runs the command. `talk` goes on beside it; when it fails, the session is closed and its error is the outcome. */
  async run(
    session: Session,
    { command, stdin }: Pick<ExecRequest, "command" | "stdin">,
    talk?: () => Promise<void>,
  ): Promise<ExecResult> {
    try {
      return await this.#exec(session, command, stdin, talk);
    } finally {
      this.#over = true;
      clearTimeout(this.#leaving);
    }
  }

  /** Nothing more is awaited: whatever still holds the channel has nothing to say. */
  leave(session: Session): void {
    if (!this.#over) this.#leaving = setTimeout(() => void session.close(), LEAVE_MS);
  }

  async #exec(
    session: Session,
    command: string,
    stdin: string,
    talk?: () => Promise<void>,
  ): Promise<ExecResult> {
    let failure: unknown;
    const running = session.exec({
      command,
      stdin,
      ...LIMITS,
      onStdout: (chunk) => this.#now.stdout.take(chunk),
      onStderr: (chunk) => this.#now.stderr.take(chunk),
      onOpen: (send) => {
        this.#send = send;
        talk?.().catch((error: unknown) => {
          failure = error;
          void session.close();
        });
      },
    });
    // The session is closed because of the failure, and says so in its own words.
    const result = await running.catch((error: unknown) => {
      throw failure ?? error;
    });
    if (failure) throw failure;
    return result;
  }

  get #now(): Pass {
    return this.passes.at(-1) as Pass;
  }
}
