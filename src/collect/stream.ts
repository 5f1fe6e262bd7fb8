/** A mark is a short line; the end of what came before may be the beginning of one. */
const LONGEST_MARK = 256;

/** What comes byte by byte is not kept byte by byte. */
const BLOCK = 16 << 10;

/** What one stream has brought, and who waits for a mark in it. */
export class Stream {
  readonly #whole: Uint8Array[] = [];
  #block = Buffer.alloc(0);
  #filled = 0;
  #recent = "";
  #awaited: { mark: RegExp; found(words: string): void } | undefined;

  take(chunk: Uint8Array): void {
    this.#keep(chunk);
    if (!this.#awaited) return;
    this.#recent += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1");
    this.#look();
  }

  /**
   * Resolves with what the mark captures, if the mark is still to come or stands behind the last one in the same piece;
   * if it does not come, it never settles.
   */
  mark(mark: RegExp): Promise<string> {
    return new Promise((found) => {
      this.#awaited = { mark, found };
      this.#look();
    });
  }

  get isEmpty(): boolean {
    return this.#whole.length === 0 && this.#filled === 0;
  }

  get bytes(): Buffer {
    return Buffer.concat([...this.#whole, this.#block.subarray(0, this.#filled)]);
  }

  #look(): void {
    const match = this.#awaited?.mark.exec(this.#recent);
    if (!match) {
      this.#recent = this.#recent.slice(-LONGEST_MARK);
      return;
    }
    // The line break at its end may be that before the next one.
    this.#recent = this.#recent.slice(match.index + match[0].length - 1);
    const { found } = this.#awaited ?? {};
    this.#awaited = undefined;
    found?.(match[1] ?? "");
  }

  #keep(chunk: Uint8Array): void {
    if (this.#filled + chunk.length > this.#block.length) {
      if (this.#filled > 0) this.#whole.push(this.#block.subarray(0, this.#filled));
      [this.#block, this.#filled] = [Buffer.alloc(0), 0];
      if (chunk.length >= BLOCK / 2) return void this.#whole.push(chunk);
      this.#block = Buffer.allocUnsafeSlow(BLOCK);
    }
    this.#block.set(chunk, this.#filled);
    this.#filled += chunk.length;
  }
}
