import type { Duplex } from "node:stream";
import { type ForwardError, type Stage, TransportError } from "../../base/errors.js";
import type { Limit } from "../limit.js";
import type { Target } from "../session.js";
import { forward } from "./forward.js";
import { Gate } from "./gate.js";
import type { Link } from "./link.js";

/** Failures after which another host may try again: the connection to the bastion ended; no login was refused. */
const PASSING: ReadonlySet<string> = new Set(["reset", "throttled", "timeout", "interrupted"]);

/** A forwarding sshd may open 1024 files, of which each connection through it takes one or two. */
const MAX_SESSIONS = 500;
const MAX_NEW_PER_SECOND = 100;

/** What reaches a host through a bastion, within the time that the host's login may take. */
export type Reach = (target: Target, limit: Limit, withinMs: number) => Promise<Duplex>;

/** A place on a bastion's connection. */
export interface Way {
  reach: Reach;
  /** A login through a bastion that was given up for what it sends did not fail for anything that the host did. */
  blame(failure: unknown): unknown;
}

/** One authenticated connection to a bastion, and how much it is used. */
export class Bastion {
  constructor(
    readonly hop: Target,
    readonly link: Link,
    readonly gate: Gate,
  ) {}

  /** Waits for a place. How long that takes says nothing about the host behind the bastion. */
  async enter(limit: Limit): Promise<Way> {
    const leave = await this.gate.enter(limit);
    return {
      reach: (target, login, withinMs) => this.#reach(target, leave, login, withinMs),
      blame: (failure) => {
        const own = this.link.failure;
        return own?.code === "abuse" ? throughHop(this.hop, own) : failure;
      },
    };
  }

  /** A stream to a port that the bastion can reach. Rejects with a TransportError that names this hop. */
  async #reach(
    { address, port }: Target,
    leave: () => void,
    limit: Limit,
    withinMs: number,
  ): Promise<Duplex> {
    try {
      const stream = await forward(this.link, { host: address, port }, withinMs, limit.signal);
      const callOff = this.link.onFailure(leave);
      stream.once("close", () => {
        callOff();
        leave();
      });
      return stream;
    } catch (error) {
      leave();
      if (this.link.failure) throw throughHop(this.hop, this.link.failure);
      throw notForwarded(this.hop, { address, port }, error as ForwardError);
    }
  }
}

/** The connections to bastions of one run: opened when first asked for, shared by all their hosts. */
export class Bastions {
  readonly #open = new Map<string, Promise<Bastion>>();
  readonly #gates = new Map<string, Gate>();
  readonly #ended = new AbortController();

  constructor(readonly connect: (hop: Target, signal: AbortSignal) => Promise<Link>) {}

  /** The connection to a hop, shared. Rejects with a TransportError of stage `jump`. */
  async to(hop: Target, limit: Limit): Promise<Bastion> {
    const bastion = this.#shared(hop);
    return limit.within<Bastion>(
      () => "jump",
      (resolve, reject) => void bastion.then(resolve, reject),
    );
  }

  /** Ends all of them, and those that are being opened. */
  close(): void {
    this.#ended.abort();
    for (const bastion of this.#open.values()) bastion.then(({ link }) => link.client.end()).catch(() => {});
    this.#open.clear();
  }

  #shared(hop: Target): Promise<Bastion> {
    const key = keyOf(hop);
    const known = this.#open.get(key);
    if (known) return known;
    const forget = () => this.#open.get(key) === opening && this.#open.delete(key);
    const opening = this.#connect(hop).then((bastion) => {
      bastion.link.onFailure(forget);
      return bastion;
    });
    this.#open.set(key, opening);
    // A refused login is not tried again for each host behind the bastion: servers shut out clients that fail too
    // often.
    opening.catch((error: TransportError) => PASSING.has(error.code) && forget());
    return opening;
  }

  async #connect(hop: Target): Promise<Bastion> {
    try {
      const link = await this.connect(hop, this.#ended.signal);
      return new Bastion(hop, link, this.#gateOf(hop));
    } catch (error) {
      throw error instanceof TransportError ? throughHop(hop, error) : error;
    }
  }

  /** The limits outlive a connection: one that is opened again does not start with fresh ones. */
  #gateOf(hop: Target): Gate {
    const key = keyOf(hop);
    const gate =
      this.#gates.get(key) ??
      new Gate(hop.maxSessions ?? MAX_SESSIONS, hop.maxNewPerSecond ?? MAX_NEW_PER_SECOND);
    this.#gates.set(key, gate);
    return gate;
  }
}

const keyOf = ({ user, address, port, hostKeyAlias, via }: Target): string =>
  JSON.stringify([user, address, port, hostKeyAlias ?? "", via ? keyOf(via) : ""]);

/** The same failure, with the name of the hop at which it happened. The name of an inner hop is kept. */
export function throughHop(hop: Target, failure: TransportError): TransportError {
  const { stage, code, message, hint, retryable, onlyOpenssh, offered } = failure;
  const told = stage === "jump" ? message : `jump host ${hop.name}: ${message}`;
  return Object.assign(new TransportError("jump", code, told, hint, retryable), {
    ...(onlyOpenssh !== undefined && { onlyOpenssh }),
    ...(offered && { offered }),
  });
}

/** The failure where a jump host did not make a connection for us. */
export function notForwarded(
  hop: Target,
  { address, port }: Pick<Target, "address" | "port">,
  error: ForwardError,
): TransportError {
  const where = `${address} port ${port}`;
  const fail = (stage: Stage, code: TransportError["code"], message: string, hint?: string) =>
    new TransportError(stage, code, message, hint);
  switch (error.code) {
    case "prohibited":
      return fail(
        "jump",
        "forward-denied",
        `jump host ${hop.name} forwards no connection to ${where}: ${error.message}`,
        "AllowTcpForwarding and PermitOpen in its sshd_config decide",
      );
    case "refused":
      return fail(
        "dial",
        "refused",
        `${where} cannot be reached from jump host ${hop.name}: ${error.message}`,
        `on ${hop.name}: is ${address} resolved, and does sshd listen there?`,
      );
    default:
      return fail("dial", "timeout", `jump host ${hop.name}, to ${where}: ${error.message}`);
  }
}
