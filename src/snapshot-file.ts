import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from "node:fs";
import { gunzipSync } from "node:zlib";
import { UsageError } from "./errors.js";
import { mergeEnds, mergeHeaders } from "./merge.js";
import type { Snapshot, SnapshotRecord } from "./model.js";
import { isPrinted, printedSnapshot } from "./printed.js";
import { formatRecord, parseSnapshot } from "./snapshot.js";

/** What is to be kept of a file that is gone on with. */
export interface Kept {
  /** Bytes that it had when it was read. */
  size: number;
  /** Bytes up to the end of its last record. */
  length: number;
  /** That record still lacks its newline. */
  newline: boolean;
}

/** Appends records to a snapshot file as they become known; a killed run leaves every finished host in it. */
export class SnapshotWriter {
  readonly #descriptor: number;

  /**
   * Evidence names users and paths: readable by its owner only. `after` goes on with a file that is there. Throws a
   * UsageError if it cannot be written.
   */
  constructor(
    readonly file: string,
    after?: Kept,
  ) {
    try {
      this.#descriptor = openSync(file, after ? "a" : "w", 0o600);
    } catch (error) {
      throw new UsageError(`cannot write the snapshot: ${(error as Error).message}`);
    }
    if (after) this.#cut(after);
  }

  /** Only bytes behind the last record go, so that no moment of it can lose one. */
  #cut({ size, length, newline }: Kept): void {
    if (fstatSync(this.#descriptor).size !== size)
      throw new UsageError(`${this.file} is being written: does the run that it is of still go on?`);
    ftruncateSync(this.#descriptor, length);
    if (newline) writeSync(this.#descriptor, "\n");
  }

  /** Throws when the disk is full: a record is written whole or the run ends. */
  write(record: SnapshotRecord): void {
    const line = Buffer.from(formatRecord(record));
    for (let done = 0; done < line.length; ) done += writeSync(this.#descriptor, line, done);
  }

  close(): void {
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
  }
}

/**
 * Reads one or more snapshots, or outputs of the script, into one. A host that stands in two of them is a UsageError,
 * and so are shards that do not make a whole; a shard alone is read as it is.
 */
export function readSnapshots(files: readonly string[]): Snapshot {
  const snapshots = files.map(readOne);
  const header = mergeHeaders(
    snapshots.map((snapshot, index) => ({ file: files[index] ?? "", ...snapshot })),
  );
  const end = mergeEnds(snapshots.map((snapshot) => snapshot.end));
  return { header, hosts: snapshots.flatMap(({ hosts }) => hosts), ...(end && { end }) };
}

function readOne(file: string): Snapshot {
  const bytes = readBytes(file);
  return isPrinted(bytes)
    ? printedSnapshot(bytes, file, statSync(file).mtime)
    : parseSnapshot(bytes.toString("utf8"), file);
}

function readBytes(file: string): Buffer {
  try {
    const bytes = readFileSync(file);
    // A history keeps them compressed.
    return isGzip(bytes) ? gunzipSync(bytes) : bytes;
  } catch (error) {
    throw new UsageError(`cannot read the snapshot: ${(error as Error).message}`);
  }
}

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;
