import type { TransportError } from "../../base/errors.js";
import type { Target } from "../session.js";
import { judgeKey, type KnownKeys, keysOf, knownAs, typeOfKey } from "./host-key.js";
import { changedWithin, refusal, unwritable } from "./refusals.js";
import type { KnownHostsStore } from "./store.js";

/** Decides on the keys that one connection shows, and keeps a new one where the user wants that. */
export class HostKeyGuard {
  readonly known: KnownKeys;
  #accepted: Buffer | undefined;
  #isNew = false;

  constructor(
    readonly target: Target,
    readonly store: KnownHostsStore,
  ) {
    this.known = this.#lookUp();
  }

  /** The key that was accepted; proven once the handshake is done. */
  get key(): Buffer | undefined {
    return this.#accepted;
  }

  /** Why the key is not accepted; `undefined` accepts it. */
  refuses(key: Buffer): TransportError | undefined {
    // A key exchange that comes later may not bring another key, however new the first was.
    if (this.#accepted) return this.#accepted.equals(key) ? undefined : changedWithin(this.target);
    const verdict = judgeKey(this.known, typeOfKey(key), key);
    this.#isNew = verdict === "unknown" && !this.known.authorityOnly && this.target.hostKeys === "accept-new";
    if (verdict !== "known" && !this.#isNew) return refusal(verdict, this.target, key, this.known);
    this.#accepted = key;
    return undefined;
  }

  /** Stores a new key. To be called after the handshake only: before it, nobody has proven to own the key. */
  remember(): void {
    const [file, key] = [this.target.knownHosts[0], this.#accepted];
    if (!this.#isNew || !key) return;
    // Another host of the run, or another run, may have stored one meanwhile.
    const now = this.#lookUp();
    const verdict = judgeKey(now, typeOfKey(key), key);
    if (verdict === "known") return;
    if (verdict !== "unknown") throw refusal(verdict, this.target, key, now);
    try {
      const { host, port } = knownAs(this.target);
      if (file) this.store.add(file, host, port, typeOfKey(key), key);
    } catch (error) {
      throw unwritable(file ?? "", error as NodeJS.ErrnoException);
    }
  }

  #lookUp(): KnownKeys {
    return keysOf(this.target, this.store);
  }
}
