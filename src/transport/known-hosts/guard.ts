import type { TransportError } from "../../base/errors.js";
import type { Target } from "../session.js";
import {
  addressOnly,
  type HostKeyVerdict,
  judgeKey,
  type KnownKeys,
  keysOf,
  knownAs,
  tooSmall,
  typeOfKey,
} from "./host-key.js";
import { changedWithin, refusal, unwritable, weakKey } from "./refusals.js";
import type { KnownHostsStore } from "./store.js";

/** Decides on the keys that one connection shows, and keeps a new one where the user wants that. */
export class HostKeyGuard {
  readonly known: KnownKeys;
  readonly #revoked: ReadonlySet<string> | undefined;
  /** The host under its address, where that has to be known by the same key. */
  #byAddress: Target | undefined;
  #accepted: Buffer | undefined;
  #isNew = false;

  /** Throws a TransportError where a file that may speak against the host cannot be read. */
  constructor(
    readonly target: Target,
    readonly store: KnownHostsStore,
  ) {
    this.known = this.#lookUp();
    const { revokedHostKeys } = target;
    this.#revoked = revokedHostKeys === undefined ? undefined : store.revoked.of(revokedHostKeys);
  }

  /** The key that was accepted; proven once the handshake is done. */
  get key(): Buffer | undefined {
    return this.#accepted;
  }

  /** To be told before the first key is shown. `address`: what was dialled, if it was this side that dialled it. */
  dialled(address: string | undefined): void {
    this.#byAddress = address === undefined ? undefined : addressOnly(this.target, address);
  }

  /** Why the key is not accepted; `undefined` accepts it. */
  refuses(key: Buffer): TransportError | undefined {
    // A key exchange that comes later may not bring another key, however new the first was.
    if (this.#accepted) return this.#accepted.equals(key) ? undefined : changedWithin(this.target);
    const small = tooSmall(key, this.target);
    if (small !== undefined) return weakKey(this.target, small);
    const verdict = this.#judge(this.known, key);
    this.#isNew = verdict === "unknown" && !this.known.authorityOnly && this.target.hostKeys === "accept-new";
    if (verdict !== "known" && !this.#isNew) return refusal(verdict, this.target, key, this.known);
    const otherwise = this.#refusesAddress(key);
    if (otherwise) return otherwise;
    this.#accepted = key;
    return undefined;
  }

  /** Stores a new key. To be called after the handshake only: before it, nobody has proven to own the key. */
  remember(): void {
    const { target } = this;
    const key = this.#accepted;
    if (!this.#isNew || !key || target.storesKeys === false) return;
    // Another host of the run, or another run, may have stored one meanwhile.
    const now = this.#lookUp();
    const verdict = this.#judge(now, key);
    if (verdict === "known") return;
    if (verdict !== "unknown") throw refusal(verdict, target, key, now);
    this.#store(target, key);
    const address = this.#byAddress;
    if (address && this.#judge(keysOf(address, this.store), key) === "unknown") this.#store(address, key);
  }

  #judge(known: KnownKeys, key: Buffer): HostKeyVerdict {
    if (this.#revoked?.has(key.toString("base64"))) return "revoked";
    return judgeKey(known, typeOfKey(key), key);
  }

  /** As `CheckHostIP yes` has it: an address that nobody knows is no reason. */
  #refusesAddress(key: Buffer): TransportError | undefined {
    const address = this.#byAddress;
    if (!address) return undefined;
    const known = keysOf(address, this.store);
    const verdict = this.#judge(known, key);
    if (verdict === "known" || verdict === "unknown") return undefined;
    return refusal(verdict === "revoked" ? verdict : "changed", address, key, known);
  }

  #store(target: Target, key: Buffer): void {
    const [file] = target.knownHosts;
    try {
      const { host, port } = knownAs(target);
      if (file) this.store.add(file, host, port, typeOfKey(key), key);
    } catch (error) {
      throw unwritable(file ?? "", error as NodeJS.ErrnoException);
    }
  }

  #lookUp(): KnownKeys {
    return keysOf(this.target, this.store);
  }
}
