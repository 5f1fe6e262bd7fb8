import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import type { TransportError } from "../../base/errors.js";
import { CONNECTION_LOST, type Phase } from "../failures.js";
import type { Allowance, Traffic } from "./traffic.js";

type Witness = (failure: TransportError) => void;

/** One connection of ssh2, the phase it is in, and the first thing that went wrong with it. */
export class Link {
  phase: Phase = "kex";
  traffic: Traffic | undefined;
  /** Why the agent did not sign; another key of it may have been signed with. */
  unsigned: string | undefined;
  #failure: TransportError | undefined;
  readonly #witnesses = new Set<Witness>();

  constructor(
    readonly client: Client,
    readonly socket: Duplex,
    readonly explain: (error: Error, phase: Phase) => TransportError,
  ) {
    // This listener stays: ssh2 emits errors after `ready`, after `end`, and twice.
    client.on("error", (error: Error & { level?: string }) => {
      if (error.level === "agent") this.unsigned ??= error.message;
      if (!isAboutOneKey(error)) this.fail(error);
    });
    client.on("close", () => this.fail(new Error(CONNECTION_LOST)));
    if (socket.destroyed) this.fail(new Error(CONNECTION_LOST));
  }

  /** Why it is dead; undefined while it lives. */
  get failure(): TransportError | undefined {
    return this.#failure;
  }

  /** More is asked for, so that more may come. */
  allow(allowance: Allowance): void {
    this.traffic?.allow(allowance);
  }

  /** Ends the connection. The first failure is the one that is told. */
  fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = this.explain(error, this.phase);
    // Not `client.destroy`, which does nothing once the socket is half closed.
    this.socket.destroy();
    for (const witness of this.#witnesses) witness(this.#failure);
  }

  /** Calls back when the connection fails; at once if it has failed already. Returns a function that cancels this. */
  onFailure(witness: Witness): () => void {
    if (this.#failure) witness(this.#failure);
    else this.#witnesses.add(witness);
    return () => this.#witnesses.delete(witness);
  }
}

/** An agent or a key that cannot sign costs that key: ssh2 goes on to the next by itself. */
const isAboutOneKey = ({ level, message }: Error & { level?: string }) =>
  level === "agent" || (level === "client-authentication" && message.startsWith("Error signing"));
