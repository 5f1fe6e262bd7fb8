/** Splits bytes into lines as they come, at line feeds only: text from hosts holds every other kind of break. */
export class LineSplitter {
  #rest: Buffer[] = [];

  /** The lines that end in this piece. */
  take(piece: Buffer): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = piece.indexOf(0x0a); end >= 0; end = piece.indexOf(0x0a, from)) {
      lines.push(this.#finish(piece.subarray(from, end)));
      from = end + 1;
    }
    if (from < piece.length) this.#rest.push(piece.subarray(from));
    return lines;
  }

  /** What came after the last line feed. */
  end(): string {
    return this.#finish(Buffer.alloc(0));
  }

  #finish(tail: Buffer): string {
    if (this.#rest.length === 0) return tail.toString("utf8");
    const line = Buffer.concat([...this.#rest, tail]).toString("utf8");
    this.#rest = [];
    return line;
  }
}
