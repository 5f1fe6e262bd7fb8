import { randomBytes } from "node:crypto";
import type { Transcript } from "../model/snapshot.js";
import { unframe } from "../script/unframe.js";
import type { ExecRequest, ExecResult, Session } from "../transport/session.js";

/** Bytes kept of one host: a whole answer is well below a megabyte. */
export const LIMITS = { maxStdout: 8 << 20, maxStderr: 2 << 20 } as const;

/** A host that has said everything is left if it does not end the command within that time. */
const LEAVE_MS = 1500;

/** A mark is a short line; the end of what came before may be the beginning of one. */
const LONGEST_MARK = 256;

/** What one stream has brought, and who waits for a mark in it. */
class Stream {
  readonly #chunks: Uint8Array[] = [];
  #recent = "";
  #awaited: { mark: RegExp; found(words: string): void } | undefined;

  take(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    if (!this.#awaited) return;
    this.#recent += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1");
    const [, words] = this.#awaited.mark.exec(this.#recent) ?? [];
    if (words === undefined) this.#recent = this.#recent.slice(-LONGEST_MARK);
    else this.#awaited.found(words);
  }

  /** Resolves with the words after a mark that is still to come; if it does not come, it never settles. */
  mark(nonce: string, verb: string): Promise<string> {
    return new Promise((resolve) => {
      const found = (words: string) => {
        this.#awaited = undefined;
        this.#recent = "";
        resolve(words);
      };
      this.#awaited = { mark: new RegExp(`\\n@${nonce} ${verb}([^\\n]*)\\n`), found };
    });
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

/** One script on a host and what it prints, framed by a nonce of its own: no host can answer for another. */
export class Pass {
  readonly nonce = randomBytes(16).toString("hex");
  readonly stdout = new Stream();
  readonly stderr = new Stream();

  get transcript(): Transcript {
    return unframe(this.stdout.bytes, this.stderr.bytes, this.nonce);
  }

  /** Resolves with the words of a mark of standard output. */
  says(verb: string): Promise<string> {
    return this.stdout.mark(this.nonce, verb);
  }

  /** Resolves when both streams have their end mark. */
  async ends(): Promise<void> {
    await Promise.all([this.says("fin"), this.stderr.mark(this.nonce, "fin")]);
  }
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
    const result = await session.exec({
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
    if (failure) throw failure;
    return result;
  }

  get #now(): Pass {
    return this.passes.at(-1) as Pass;
  }
}
