import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { UsageError } from "../base/errors.js";
import { reason } from "../base/file-error.js";
import { standardInput } from "../base/standard-input.js";

const PIECE = 64 << 10;

/** What stands for standard input or output in the place of a file. */
export const STANDARD_STREAM = "-";

/**
 * The bytes of a snapshot in pieces, unpacked where they are compressed, as in a history. Read once and in order, so
 * that a pipe will do. Throws a UsageError for what cannot be read.
 */
export async function* contentOf(file: string): AsyncGenerator<Buffer, void> {
  try {
    const raw = rawOf(file)[Symbol.asyncIterator]();
    const first = await raw.next();
    if (first.done) return;
    const all = joined(first.value, raw);
    yield* isGzip(first.value) ? unpacked(all) : all;
  } catch (error) {
    throw new UsageError(`cannot read the snapshot ${file}: ${reason(error)}`);
  }
}

const rawOf = (file: string): AsyncIterable<Buffer> =>
  file === STANDARD_STREAM ? standardInput() : createReadStream(file, { highWaterMark: PIECE });

async function* joined(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void> {
  for (let piece: IteratorResult<Buffer> = { value: first }; !piece.done; piece = await rest.next())
    yield piece.value;
}

const unpacked = (packed: AsyncIterable<Buffer>): AsyncIterable<Buffer> =>
  pipeline(Readable.from(packed), createGunzip({ chunkSize: PIECE }), () => {
    // Its error is that of the iteration.
  });

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** At least so many bytes from the beginning, or all there are. */
export async function headOf(content: AsyncIterator<Buffer>, bytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  while (length < bytes) {
    const { value, done } = await content.next();
    if (done) break;
    pieces.push(value);
    length += value.length;
  }
  return Buffer.concat(pieces);
}
