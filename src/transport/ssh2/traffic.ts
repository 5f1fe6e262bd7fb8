import type { Duplex } from "node:stream";
import type { Protocol } from "./internals.js";

/**
 * What may come in on one connection. A packet of one byte costs as much as one of thousands, so both are counted; packets
 * that carry no output are few on any host, and have a limit of their own.
 */
export interface Allowance {
  packets: number;
  withoutOutput: number;
  bytes: number;
}

/**
 * A login takes some twenty packets, a few more for each key that is refused; its banners have a limit of their own.
 *
 * @internal
 */
export const LOGIN: Allowance = { packets: 500, withoutOutput: 500, bytes: 512 << 10 };

/** A whole answer takes some hundreds, or some thousands line by line; more than ten megabytes of it are not kept. */
export const ANSWER: Allowance = { packets: 30_000, withoutOutput: 2500, bytes: 24 << 20 };

/**
 * For the connection of another host through this one, which has its own limits: all that it may bring before it is
 * given up, in packets of one read each, and what is on its way by then.
 */
export const PASSAGE: Allowance = {
  packets: LOGIN.packets + ANSWER.packets + (64 << 10),
  withoutOutput: 500,
  bytes: LOGIN.bytes + ANSWER.bytes + (4 << 20),
};

/** Questions whether we are still here, exchanges of keys by the clock: what comes as long as a connection lives. */
const PER_SECOND: Allowance = { packets: 20, withoutOutput: 20, bytes: 64 << 10 };

/** Exchanges of keys: a server may want one for each 16 kB of either direction, and each brings two more itself. */
const EXCHANGES = 32;
const BYTES_PER_EXCHANGE = 8 << 10;
const MOST_EXCHANGES = 256;

/** Of the command, or of a connection that goes through this one. */
const OUTPUT = [94, 95];

const NAMES: Readonly<Record<number, string>> = {
  2: "IGNORE",
  3: "UNIMPLEMENTED",
  4: "DEBUG",
  7: "EXT_INFO",
  53: "USERAUTH_BANNER",
  80: "GLOBAL_REQUEST",
  93: "CHANNEL_WINDOW_ADJUST",
  94: "CHANNEL_DATA",
  95: "CHANNEL_EXTENDED_DATA",
  98: "CHANNEL_REQUEST",
};

/**
 * Counts what comes in on a connection of ssh2 1.17.0, whatever it is, and calls `excess` once when that is more than
 * what was asked for can bring; nothing is read from then on. To be made right after `connect`.
 */
export class Traffic {
  readonly #allowed: Allowance = { ...LOGIN };
  readonly #began = performance.now();
  readonly #byType = new Uint32Array(256);
  #packets = 0;
  /** Since the last look: those that say something, which is all that is known where counting begins anew. */
  #messages = 0;
  #sequence = 0;
  #reads = 0;
  #bytes = 0;
  #exchanges = 0;
  #over = false;

  constructor(
    readonly protocol: Protocol,
    socket: Duplex,
    readonly excess: (message: string) => void,
  ) {
    socket.on("data", (chunk: Buffer) => this.#take(chunk.length));
  }

  /** A message that says something. */
  note(type: number): void {
    this.#messages += 1;
    this.#byType[type] = (this.#byType[type] ?? 0) + 1;
  }

  /** More is asked for on the same connection. */
  allow({ packets, withoutOutput, bytes }: Allowance): void {
    this.#allowed.packets += packets;
    this.#allowed.withoutOutput += withoutOutput;
    this.#allowed.bytes += bytes;
  }

  /** One more exchange of keys than the first. */
  exchange(): void {
    this.#exchanges += 1;
    const allowed = EXCHANGES + this.#bytes / BYTES_PER_EXCHANGE + this.#seconds;
    if (this.#exchanges <= Math.min(allowed, MOST_EXCHANGES)) return;
    this.#end(
      `the server exchanges keys without end: ${this.#exchanges} times for ${this.#bytes >> 10} kB in ${Math.ceil(this.#seconds)} s`,
    );
  }

  get #seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  #take(length: number): void {
    this.#count();
    this.#reads += 1;
    this.#bytes += length;
    // A packet that comes byte by byte costs a read for each.
    const come = {
      packets: Math.max(this.#packets, this.#reads),
      withoutOutput: this.#packets - OUTPUT.reduce((sum, type) => sum + (this.#byType[type] ?? 0), 0),
      bytes: this.#bytes,
    };
    const later = this.#seconds;
    const over = (kind: keyof Allowance) => come[kind] > this.#allowed[kind] + PER_SECOND[kind] * later;
    if (over("packets") || over("withoutOutput") || over("bytes")) this.#end(this.#tell());
  }

  /** The packets of the piece before; an exchange of keys may have their numbers begin anew. */
  #count(): void {
    const sequence = this.protocol._decipher?.inSeqno ?? 0;
    this.#packets += Math.max(sequence - this.#sequence, this.#messages);
    this.#sequence = sequence;
    this.#messages = 0;
  }

  #tell(): string {
    const bulk = this.#byType.indexOf(Math.max(...this.#byType));
    const share = Math.floor((100 * (this.#byType[bulk] ?? 0)) / Math.max(1, this.#packets));
    const kind = share > 50 ? `, ${share}% of them ${NAMES[bulk] ?? `of type ${bulk}`}` : "";
    const counted = `${this.#packets} packets${kind}, in ${this.#reads} pieces of ${this.#bytes >> 10} kB`;
    return `the server sends packets without end: ${counted}`;
  }

  #end(message: string): void {
    if (this.#over) return;
    this.#over = true;
    this.protocol.parse = () => {};
    this.excess(message);
  }
}
