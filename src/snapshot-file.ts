import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, statSync, writeSync } from "node:fs";
import { UsageError, WriteError } from "./errors.js";
import { LineSplitter } from "./lines.js";
import { mergeEnds, mergeHeaders } from "./merge.js";
import type { Snapshot, SnapshotRecord } from "./model.js";
import { isPrinted, PRINTED_HEAD, printedSnapshot } from "./printed.js";
import { formatRecord, SnapshotBuilder, type Take } from "./snapshot.js";
import { contentOf, headOf } from "./snapshot-content.js";

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

  /** Throws a WriteError when the disk is full: a record is written whole or the run ends. */
  write(record: SnapshotRecord): void {
    const line = Buffer.from(formatRecord(record));
    this.#tried(() => {
      for (let done = 0; done < line.length; ) done += writeSync(this.#descriptor, line, done);
    });
  }

  /** Throws a WriteError when not all of it has come to the disk. */
  close(): void {
    try {
      this.#tried(() => synchronize(this.#descriptor));
    } finally {
      closeSync(this.#descriptor);
    }
  }

  #tried(act: () => void): void {
    try {
      act();
    } catch (error) {
      throw new WriteError(`cannot write the snapshot ${this.file}: ${(error as Error).message}`);
    }
  }
}

function synchronize(descriptor: number): void {
  try {
    fsyncSync(descriptor);
  } catch (error) {
    // A pipe or a device has no disk below it.
    if ((error as NodeJS.ErrnoException).code !== "EINVAL") throw error;
  }
}

/**
 * Reads one or more snapshots, or outputs of the script, into one, a line at a time: memory holds what `take` keeps of
 * each host. A host that stands in two of them is a UsageError, and so are shards that do not make a whole; a shard
 * alone is read as it is.
 */
export async function readSnapshots(files: readonly string[]): Promise<Snapshot>;
export async function readSnapshots<Host>(
  files: readonly string[],
  take: Take<Host>,
): Promise<Snapshot<Host>>;
export async function readSnapshots(
  files: readonly string[],
  take: Take<unknown> = (record) => record,
): Promise<Snapshot<unknown>> {
  const snapshots: (Snapshot<unknown> & { file: string })[] = [];
  for (const file of files) snapshots.push({ file, ...(await readOne(file, take)) });
  const header = mergeHeaders(snapshots);
  const end = mergeEnds(snapshots.map((snapshot) => snapshot.end));
  return { header, hosts: snapshots.flatMap(({ hosts }) => hosts), ...(end && { end }) };
}

async function readOne<Host>(file: string, take: Take<Host>): Promise<Snapshot<Host>> {
  const content = contentOf(file);
  const head = await headOf(content, PRINTED_HEAD);
  return isPrinted(head) ? readPrinted(file, head, content, take) : readRecords(file, head, content, take);
}

async function readRecords<Host>(
  file: string,
  head: Buffer,
  content: AsyncIterable<Buffer>,
  take: Take<Host>,
): Promise<Snapshot<Host>> {
  const builder = new SnapshotBuilder(file, take);
  const splitter = new LineSplitter();
  const add = (piece: Buffer) => {
    for (const line of splitter.take(piece)) builder.add(line);
  };
  add(head);
  for await (const piece of content) add(piece);
  builder.add(splitter.end());
  return builder.build();
}

/** The output of one script, which is that of one host. */
async function readPrinted<Host>(
  file: string,
  head: Buffer,
  content: AsyncIterable<Buffer>,
  take: Take<Host>,
): Promise<Snapshot<Host>> {
  const pieces = [head];
  for await (const piece of content) pieces.push(piece);
  const { header, hosts, ...rest } = printedSnapshot(Buffer.concat(pieces), file, statSync(file).mtime);
  return { header, hosts: hosts.map((record) => take(record, header)), ...rest };
}
