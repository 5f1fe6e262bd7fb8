import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { UsageError, WriteError } from "../base/errors.js";
import { writingReason } from "../base/file-error.js";
import { synchronize, writeAll } from "../base/whole-file.js";
import type { SnapshotRecord } from "../model/snapshot.js";
import { STANDARD_STREAM } from "./bytes.js";

const OUTPUT = 1;

/** One record as a line of JSON. @internal */
export const formatRecord = (record: SnapshotRecord): string => `${JSON.stringify(record)}\n`;

/** What is to be kept of a file that is gone on with. */
export interface Kept {
  /** Bytes that it had when it was read. */
  size: number;
  /** Bytes up to the end of its last record. */
  length: number;
  /** That record still lacks its newline. */
  newline: boolean;
}

/** Appends records to a snapshot file, or to standard output for `-`, as they become known; a killed run leaves every finished host in it. */
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
      this.#descriptor = file === STANDARD_STREAM ? OUTPUT : openSync(file, after ? "a" : "w", 0o600);
    } catch (error) {
      throw new UsageError(`cannot write the snapshot ${file}: ${writingReason(error)}`);
    }
    if (after) this.#cut(after);
  }

  /** Only the bytes behind the last record are cut off, so that no record can be lost meanwhile. */
  #cut({ size, length, newline }: Kept): void {
    if (fstatSync(this.#descriptor).size !== size)
      throw new UsageError(`${this.file} is being written: does the run that it is of still go on?`);
    ftruncateSync(this.#descriptor, length);
    if (newline) writeSync(this.#descriptor, "\n");
  }

  /** Throws a WriteError when the disk is full: a record is written whole or the run ends. */
  write(record: SnapshotRecord): void {
    this.#tried(() => writeAll(this.#descriptor, formatRecord(record)));
  }

  /** Throws a WriteError when not all of it has come to the disk. */
  close(): void {
    try {
      this.#tried(() => synchronize(this.#descriptor));
    } finally {
      if (this.#descriptor !== OUTPUT) closeSync(this.#descriptor);
    }
  }

  #tried(act: () => void): void {
    try {
      act();
    } catch (error) {
      throw new WriteError(`cannot write the snapshot ${this.file}: ${writingReason(error)}`);
    }
  }
}
