import type { ChildProcess } from "node:child_process";
import { TransportError } from "../../base/errors.js";
import type { Connection } from "../../model/snapshot.js";
import { Early, leftOver } from "../child.js";
import { withWords } from "../preamble.js";
import type { Target } from "../session.js";
import { notForwarded, throughHop } from "../ssh2/bastions.js";
import { cpuSecondsOf } from "./cpu-limit.js";
import { explainOpenssh, type KnownTypes, preambleIn } from "./failures.js";
import { explainForward, explainProxy } from "./jump-failures.js";
import { type LogDirectory, LogPipe } from "./log-pipe.js";
import { AUTHENTICATED, connectionIn } from "./negotiated.js";

/** What OpenSSH's client says of itself, in the file of its `-E`, and its like for each jump host. */
export class OpensshLog {
  readonly #pipes: LogPipe[];
  /** What the client has said elsewhere until then: what the server shows to users before they are let in. */
  early: readonly Buffer[] = [];
  #changed = () => {};
  #tell = () => {};

  /** `files`: pipes for the host's client, and for the one of each jump host, the nearest to the host first. */
  constructor(
    readonly files: readonly string[],
    readonly via: Target | undefined,
    readonly typesOf: KnownTypes,
  ) {
    this.#pipes = files.map(
      (file) =>
        new LogPipe(file, () => {
          this.#tell();
          this.#changed();
        }),
    );
  }

  static async open(logs: LogDirectory, via: Target | undefined, typesOf: KnownTypes): Promise<OpensshLog> {
    return new OpensshLog(await logs.take(1 + hopsOf(via).length), via, typesOf);
  }

  get text(): string {
    return this.#textAt(0);
  }

  #textAt(distance: number): string {
    return this.#pipes[distance]?.text ?? "";
  }

  /** Why the client had to be ended, if it had to. */
  excess(child: ChildProcess, target: Target): TransportError | undefined {
    const distance = this.#pipes.findIndex(({ overflown }) => overflown);
    const stage = AUTHENTICATED.test(this.text) ? "exec" : this.stage;
    if (distance >= 0) {
      const words = `the server has ssh write messages without end: more than ${this.#textAt(distance).length >> 10} kB`;
      const failure = new TransportError(stage, "abuse", words);
      const hop = hopsOf(this.via).find(([each]) => each === distance)?.[1];
      return hop ? throughHop(hop, failure) : failure;
    }
    if (child.signalCode !== "SIGXCPU") return undefined;
    return new TransportError(
      stage,
      "abuse",
      `the server keeps ssh busy without end: it has taken ${cpuSecondsOf(target)} s of CPU`,
    );
  }

  /** Why it ended before it was logged in: at a jump host, if one of them let nobody through. */
  failure(target: Target, exit: string, stderr = ""): TransportError {
    const hops = hopsOf(this.via);
    for (const [index, [distance, hop]] of hops.entries()) {
      const text = this.#textAt(distance);
      if (text === "") continue;
      if (!AUTHENTICATED.test(text)) return throughHop(hop, explainOpenssh(text, hop, exit, this.typesOf));
      const refusal = explainForward(text);
      const behind = hops[index + 1]?.[1];
      if (refusal && behind) return throughHop(behind, notForwarded(hop, behind, refusal));
      if (refusal) return notForwarded(hop, target, refusal);
    }
    // The way over jump hosts is a ProxyCommand as well; its failures are told above.
    const noWay = this.via ? undefined : explainProxy(this.text, target, stderr);
    return noWay ?? explainOpenssh(this.text, target, exit, this.typesOf, stderr);
  }

  /** An end from outside, with the jump host that it was waiting for. */
  placed(failure: unknown, target: Target): unknown {
    if (!(failure instanceof TransportError && failure.code === "timeout")) return failure;
    const waiting = hopsOf(this.via).find(([distance]) => !AUTHENTICATED.test(this.#textAt(distance)));
    const told = (at: number, by: Target) => withWords(failure, by, preambleIn(this.#textAt(at)) ?? "");
    if (!waiting || failure.stage === "jump") return told(0, target);
    const [distance, hop] = waiting;
    return throughHop(hop, told(distance, hop));
  }

  get stage() {
    const { text } = this;
    if (/Authenticating to|Authentications that can continue/.test(text)) return "auth" as const;
    return /Connection established/.test(text) ? ("kex" as const) : ("dial" as const);
  }

  get broken(): boolean {
    return /closed by remote host|Timeout, server|Broken pipe|Connection reset/.test(this.text);
  }

  /** Tells each whole line of the host's own client, as it comes. */
  tellTo(hear: (line: string) => void): void {
    let told = 0;
    this.#tell = () => {
      for (let end = this.text.indexOf("\n", told); end >= 0; end = this.text.indexOf("\n", told)) {
        hear(this.text.slice(told, end).trimEnd());
        told = end + 1;
      }
    };
  }

  /** Calls back each time that there is more, until it is asked not to. */
  onChange(changed: () => void): () => void {
    this.#changed = changed;
    return () => {
      this.#changed = () => {};
    };
  }

  /** Calls back when the client is logged in, or has ended before that. */
  authenticated(
    child: ChildProcess,
    target: Target,
    resolve: () => void,
    reject: (error: Error) => void,
  ): void {
    const look = () => {
      const excess = this.excess(child, target);
      if (!excess && !AUTHENTICATED.test(this.text)) return;
      ignore();
      if (excess) reject(excess);
      else resolve();
    };
    const forget = this.onChange(look);
    const heard = new Early(child.stderr, () =>
      reject(new TransportError("auth", "abuse", "the server sends banners without end")),
    );
    const ignore = () => {
      forget();
      heard.stop();
      this.early = heard.chunks;
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      ignore();
      reject(notStarted(error));
    });
    child.once("exit", (code, signal) => {
      this.drain();
      look();
      ignore();
      const ending = signal ? `signal ${signal}` : `exit status ${code}`;
      void leftOver(child.stderr).then((rest) => reject(this.failure(target, ending, heard.text + rest)));
    });
  }

  /** Takes what clients that have ended left unread. */
  drain(): void {
    for (const pipe of this.#pipes) pipe.drain();
    this.#tell();
  }

  connection(): Connection {
    return connectionIn(this.text);
  }

  remove(): void {
    for (const pipe of this.#pipes) pipe.close();
  }
}

const notStarted = ({ code }: NodeJS.ErrnoException) =>
  new TransportError(
    "dial",
    "internal",
    `cannot run ssh: ${code}`,
    code === "EMFILE" ? "ulimit -n, or lower `limits.running`" : "install the OpenSSH client",
  );

/** The jump hosts with how far each is from the host, the first one that is dialled first. */
const hopsOf = (via: Target | undefined, distance = 1): [number, Target][] =>
  via ? [...hopsOf(via.via, distance + 1), [distance, via]] : [];
