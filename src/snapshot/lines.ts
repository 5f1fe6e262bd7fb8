/** One line of a file that is read in pieces. */
export interface Line {
  text: string;
  /** Counts from 1. */
  number: number;
  /** Bytes of the file up to here, its line feed included. */
  end: number;
  /** Whether it ends in a line feed: then nobody was stopped while writing it. */
  terminated: boolean;
}

/** Splits bytes into lines as they come, at line feeds only: text from hosts holds every other kind of break. */
export class LineSplitter {
  #rest: Buffer[] = [];
  #number = 0;
  #end = 0;

  /** The lines that end in this piece, which must not change afterwards. */
  take(piece: Buffer): Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let end = piece.indexOf(0x0a); end >= 0; end = piece.indexOf(0x0a, from)) {
      lines.push(this.#finish(piece.subarray(from, end), true));
      from = end + 1;
    }
    if (from < piece.length) this.#rest.push(piece.subarray(from));
    return lines;
  }

  /** What came after the last line feed; undefined if nothing did. */
  end(): Line | undefined {
    return this.#rest.length === 0 ? undefined : this.#finish(Buffer.alloc(0), false);
  }

  #finish(tail: Buffer, terminated: boolean): Line {
    const bytes = this.#rest.length === 0 ? tail : Buffer.concat([...this.#rest, tail]);
    this.#rest = [];
    this.#number += 1;
    this.#end += bytes.length + (terminated ? 1 : 0);
    return { text: bytes.toString("utf8"), number: this.#number, end: this.#end, terminated };
  }
}
