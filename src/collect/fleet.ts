import { setMaxListeners } from "node:events";
import pLimit from "p-limit";
import { TransportError } from "../base/errors.js";
import type { ObserveTarget } from "../inventory/resolve/observe-target.js";
import type { HostError, HostIdentity, HostRecord } from "../model/snapshot.js";
import type { SecretReference, Target, Transport } from "../transport/session.js";
import { SharedPasswords } from "../transport/shared-passwords.js";
import { type AskOptions, ask } from "./host.js";
import type { Outcome } from "./outcome.js";

export interface HostToCollect {
  identity: HostIdentity;
  target: Target;
  /** URLs at which a test script is to be asked through the connection. */
  observe?: readonly ObserveTarget[];
}

export type CollectEvent =
  | { type: "connecting"; host: string }
  | { type: "running"; host: string }
  | { type: "retrying"; host: string; error: HostError }
  | { type: "done"; host: string; record: HostRecord };

export interface CollectOptions extends AskOptions {
  transport: Transport;
  /** Looks up what sudo asks for; rejects with a TransportError. */
  secretOf?(reference: SecretReference): Promise<string>;
  /** How many hosts may be in their key exchange at a time, and how many may be connected. */
  limits: { handshakes: number; running: number };
  /** Aborting it ends all hosts; what they printed so far is still recorded. */
  signal?: AbortSignal;
  /** Called once for every host, as soon as it is known, one at a time. */
  onRecord(record: HostRecord): void | Promise<void>;
  onEvent?(event: CollectEvent): void;
}

/**
 * Runs the script on every host: one connection and one exec channel each, bounded in parallel and in time.
 *
 * Never rejects for a host's sake; rejects only when `onRecord` does, once all that was begun is ended. Memory holds the output of the hosts that are
 * running, nothing of those that are done.
 */
export async function collect(hosts: readonly HostToCollect[], options: CollectOptions): Promise<void> {
  // A record that cannot be kept ends the run, as the next ones could not be kept either.
  const broken = new AbortController();
  const signal = AbortSignal.any([broken.signal, ...(options.signal ? [options.signal] : [])]);
  // Every running host listens to it.
  setMaxListeners(0, signal);
  const running = pLimit(options.limits.running);
  const handshakes = pLimit(options.limits.handshakes);
  const writing = pLimit(1);
  const passwords = new SharedPasswords();
  const one = async (host: HostToCollect) => {
    const record = signal.aborted
      ? recordOf(host, new Date(), { status: "skipped" })
      : await collectHost(host, { ...options, signal }, handshakes, passwords);
    await writing(async () => {
      if (!broken.signal.aborted) await options.onRecord(record);
    }).catch((error: unknown) => broken.abort(error));
    options.onEvent?.({ type: "done", host: host.identity.name, record });
  };
  await Promise.all(hosts.map((host) => running(() => one(host))));
  broken.signal.throwIfAborted();
}

const recordOf = ({ identity }: HostToCollect, started: Date, outcome: Outcome): HostRecord => ({
  record: "host",
  host: identity,
  startedAt: started.toISOString(),
  durationMs: Date.now() - started.getTime(),
  ...outcome,
});

type Limit = ReturnType<typeof pLimit>;

async function collectHost(
  host: HostToCollect,
  options: CollectOptions,
  handshakes: Limit,
  shared: SharedPasswords,
): Promise<HostRecord> {
  let started = new Date();
  const deadline = new Deadline(host.target.deadlineMs, options.signal);
  try {
    const secret = secretFor(host.target, options);
    const value = secret && (await Promise.race([secret, abortOf(deadline.signal)]));
    const name = host.identity.name;
    const password = value ? { value, host: name, shared, signal: deadline.signal } : undefined;
    const session = await handshakes(async () => {
      if (deadline.signal.aborted) return undefined;
      started = new Date();
      deadline.start();
      options.onEvent?.({ type: "connecting", host: host.identity.name });
      return options.transport.open(host.target, {
        signal: deadline.signal,
        onRetry: (error) =>
          options.onEvent?.({ type: "retrying", host: host.identity.name, error: hostErrorOf(error) }),
      });
    });
    if (!session) return recordOf(host, started, { status: "skipped" });
    options.onEvent?.({ type: "running", host: host.identity.name });
    const explain = (failure: unknown) => deadline.explain(failure);
    return recordOf(host, started, await ask(session, { ...host, password }, options, explain));
  } catch (error) {
    return recordOf(host, started, { status: "unreachable", error: deadline.explain(error) });
  } finally {
    deadline.stop();
  }
}

/** What sudo is to be told: a line, which no line break can be part of. */
async function secretFor({ becomePassword }: Target, { secretOf }: CollectOptions) {
  const secret = becomePassword && (await secretOf?.(becomePassword));
  if (!secret || !/[\r\n\0]/.test(secret)) return secret;
  throw new TransportError(
    "secret",
    "secret-unavailable",
    "the password for sudo has a line break or a NUL in it, and cannot be given to sudo",
    "look at what `become_password:` refers to",
  );
}

const abortOf = (signal: AbortSignal) =>
  new Promise<undefined>((resolve) => {
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
    if (signal.aborted) resolve(undefined);
  });

/** The wall clock of one host, over all its phases, joined to the interrupt of the run. */
class Deadline {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #passed = false;

  constructor(
    readonly milliseconds: number,
    readonly interrupt: AbortSignal | undefined,
  ) {
    interrupt?.addEventListener("abort", this.#abort, { once: true });
    if (interrupt?.aborted) this.#abort();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly #abort = () => this.#controller.abort();

  start(): void {
    this.#timer = setTimeout(() => {
      this.#passed = true;
      this.#abort();
    }, this.milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.interrupt?.removeEventListener("abort", this.#abort);
  }

  /** The error of a phase, in the light of what ended it. */
  explain(error: unknown): HostError {
    const failure = error instanceof TransportError ? error : undefined;
    const stage = failure?.stage ?? "exec";
    if (this.interrupt?.aborted)
      return { stage, code: "interrupted", message: "interrupted before its answer was whole" };
    if (this.#passed) {
      const seconds = this.milliseconds / 1000;
      return {
        stage,
        code: "timeout",
        message: `the deadline of ${seconds} s passed in phase ${stage}`,
        hint: "raise `deadline:` for this host in the inventory, or see what makes it slow",
      };
    }
    if (!failure) return { stage, code: "internal", message: String((error as Error).message) };
    return hostErrorOf(failure);
  }
}

const hostErrorOf = ({ stage, code, message, hint }: TransportError): HostError => ({
  stage,
  code,
  message,
  ...(hint && { hint }),
});
