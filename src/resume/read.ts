import { closeSync, openSync, readSync } from "node:fs";
import { UsageError } from "../base/errors.js";
import { reason } from "../base/file-error.js";
import type { SnapshotHeader, SnapshotRecord } from "../model/snapshot.js";
import { type Line, LineSplitter } from "../snapshot/lines.js";
import { Records } from "../snapshot/records.js";
import type { Kept } from "../snapshot/write.js";
import { type Answer, type Earlier, readAnswer } from "./plan.js";

const CHUNK = 1 << 20;

/**
 * Reads how far a run came: a record at a time, so that memory holds no transcripts. A torn last line, which a killed run leaves,
 * is not to be kept, and neither is its end mark. Throws a UsageError for what is not the file of a run.
 */
export function readEarlier(file: string): { earlier: Earlier; kept: Kept } {
  const descriptor = open(file);
  try {
    return new Reading(file).read(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function open(file: string): number {
  try {
    return openSync(file, "r");
  } catch (error) {
    throw new UsageError(`cannot read the snapshot to go on with, ${file}: ${reason(error)}`);
  }
}

function* linesOf(descriptor: number): Generator<Line> {
  const splitter = new LineSplitter();
  const chunk = Buffer.alloc(CHUNK);
  for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk))
    yield* splitter.take(Buffer.from(chunk.subarray(0, read)));
  const last = splitter.end();
  if (last) yield last;
}

class Reading {
  readonly #answers = new Map<string, Answer>();
  readonly #records: Records;
  #kept: Kept = { size: 0, length: 0, newline: false };
  #ended = false;

  constructor(readonly file: string) {
    this.#records = new Records(file);
  }

  read(descriptor: number): { earlier: Earlier; kept: Kept } {
    for (const line of linesOf(descriptor)) this.#take(line);
    const { header } = this.#records;
    if (!header)
      throw new UsageError(
        `${this.file}: its run ended before its first record; start anew, without --resume`,
      );
    return {
      earlier: { file: this.file, header, answers: this.#answers, ended: this.#ended },
      kept: this.#kept,
    };
  }

  #take(line: Line): void {
    this.#kept = { ...this.#kept, size: line.end };
    const record = this.#records.take(line);
    const { header, torn } = this.#records;
    if (record?.record === "end" || torn !== undefined)
      this.#ended = record?.record === "end" && !record.interrupted;
    else if (record && header) this.#keep(record, header, line);
  }

  #keep(record: SnapshotRecord, header: SnapshotHeader, { end, terminated }: Line): void {
    if (record.record === "host") this.#answers.set(record.host.name, readAnswer(record, header));
    this.#ended = false;
    this.#kept = { size: end, length: end, newline: !terminated };
  }
}
