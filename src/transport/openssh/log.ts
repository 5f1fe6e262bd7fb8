import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TransportError } from "../../base/errors.js";
import type { Connection } from "../../model/snapshot.js";
import { leftOver } from "../child.js";
import type { Target } from "../session.js";
import { notForwarded, throughHop } from "../ssh2/bastions.js";
import { hopLog } from "./arguments.js";
import { explainOpenssh, type KnownTypes } from "./failures.js";
import { explainForward, explainProxy } from "./jump-failures.js";
import { AUTHENTICATED, connectionIn } from "./negotiated.js";

/** How often the log is looked at while the client connects: it closes every descriptor but the first three. */
const LOOK_MS = 25;

/** What OpenSSH's client says of itself, in the file of its `-E`. */
export class OpensshLog {
  constructor(
    readonly file: string,
    readonly via: Target | undefined,
    readonly typesOf: KnownTypes,
  ) {}

  get text(): string {
    return textOf(this.file);
  }

  /** Why it ended before it was logged in: at a jump host, if one of them let nobody through. */
  failure(target: Target, exit: string, stderr = ""): TransportError {
    const hops = hopsOf(this.via);
    for (const [index, [distance, hop]] of hops.entries()) {
      const text = textOf(hopLog(this.file, distance));
      if (text === "") continue;
      if (!AUTHENTICATED.test(text)) return throughHop(hop, explainOpenssh(text, hop, exit, this.typesOf));
      const refusal = explainForward(text);
      const behind = hops[index + 1]?.[1];
      if (refusal && behind) return throughHop(behind, notForwarded(hop, behind, refusal));
      if (refusal) return notForwarded(hop, target, refusal);
    }
    // The way over jump hosts is a ProxyCommand as well; its failures are told above.
    const noWay = this.via ? undefined : explainProxy(this.text, target, stderr);
    return noWay ?? explainOpenssh(this.text, target, exit, this.typesOf);
  }

  /** An end from outside, with the jump host that it was waiting for. */
  placed(failure: unknown): unknown {
    if (!(failure instanceof TransportError && failure.code === "timeout")) return failure;
    const waiting = hopsOf(this.via).find(
      ([distance]) => !AUTHENTICATED.test(textOf(hopLog(this.file, distance))),
    );
    return waiting && failure.stage !== "jump" ? throughHop(waiting[1], failure) : failure;
  }

  get stage() {
    const { text } = this;
    if (/Authenticating to|Authentications that can continue/.test(text)) return "auth" as const;
    return /Connection established/.test(text) ? ("kex" as const) : ("dial" as const);
  }

  get broken(): boolean {
    return /closed by remote host|Timeout, server|Broken pipe|Connection reset/.test(this.text);
  }

  /** Calls back when the client is logged in, or has ended before that. */
  authenticated(
    child: ChildProcess,
    target: Target,
    resolve: () => void,
    reject: (error: Error) => void,
  ): void {
    const timer = setInterval(() => {
      if (!AUTHENTICATED.test(this.text)) return;
      clearInterval(timer);
      resolve();
    }, LOOK_MS);
    child.once("error", (error: NodeJS.ErrnoException) => {
      clearInterval(timer);
      reject(
        new TransportError(
          "dial",
          "internal",
          `cannot run ssh: ${error.code}`,
          error.code === "EMFILE" ? "ulimit -n, or lower `limits.running`" : "install the OpenSSH client",
        ),
      );
    });
    child.once("exit", (code) => {
      clearInterval(timer);
      // The script may have ended before anybody has looked.
      if (AUTHENTICATED.test(this.text)) resolve();
      else
        void leftOver(child.stderr).then((stderr) =>
          reject(this.failure(target, `exit status ${code}`, stderr)),
        );
    });
  }

  connection(): Connection {
    return connectionIn(this.text);
  }

  remove(): void {
    for (const file of [this.file, ...hopsOf(this.via).map(([distance]) => hopLog(this.file, distance))])
      rmSync(file, { force: true });
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return ""; // it has not begun yet
  }
}

/** The jump hosts with how far each is from the host, the first one that is dialled first. */
const hopsOf = (via: Target | undefined, distance = 1): [number, Target][] =>
  via ? [...hopsOf(via.via, distance + 1), [distance, via]] : [];

/** Logs of the clients of one run, readable by their owner only. */
export class LogDirectory {
  #directory: string | undefined;
  #count = 0;

  next(): string {
    this.#directory ??= mkdtempSync(join(tmpdir(), "wsgi-audit-ssh-"));
    this.#count += 1;
    return join(this.#directory, `${this.#count}.log`);
  }

  remove(): void {
    if (this.#directory) rmSync(this.#directory, { recursive: true, force: true });
    this.#directory = undefined;
  }
}
