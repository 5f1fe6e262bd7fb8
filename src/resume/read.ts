import { closeSync, openSync, readSync } from "node:fs";
import { UsageError } from "../base/errors.js";
import { type HostRecord, SNAPSHOT_SCHEMA, type SnapshotHeader } from "../model/snapshot.js";
import { parseRecord } from "../snapshot/parse.js";
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
    throw new UsageError(`cannot read the snapshot to go on with: ${(error as Error).message}`);
  }
}

interface Line {
  text: string;
  /** Counts from 1. */
  number: number;
  /** Bytes of the file up to here, its newline included. */
  end: number;
  terminated: boolean;
}

function* linesOf(descriptor: number): Generator<Line> {
  const chunk = Buffer.alloc(CHUNK);
  let [pieces, number, end]: [Buffer[], number, number] = [[], 1, 0];
  const line = (terminated: boolean): Line => {
    const bytes = Buffer.concat(pieces);
    pieces = [];
    end += bytes.length;
    return { text: bytes.toString("utf8"), number: number++, end, terminated };
  };
  for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
    let at = 0;
    for (
      let newline = chunk.indexOf(0x0a);
      newline >= 0 && newline < read;
      newline = chunk.indexOf(0x0a, at)
    ) {
      pieces.push(Buffer.from(chunk.subarray(at, newline + 1)));
      at = newline + 1;
      yield line(true);
    }
    pieces.push(Buffer.from(chunk.subarray(at, read)));
  }
  if (pieces.some(({ length }) => length > 0)) yield line(false);
}

class Reading {
  readonly #answers = new Map<string, Answer>();
  #header: SnapshotHeader | undefined;
  #kept: Kept = { size: 0, length: 0, newline: false };
  #ended = false;
  #torn: number | undefined;

  constructor(readonly file: string) {}

  read(descriptor: number): { earlier: Earlier; kept: Kept } {
    for (const line of linesOf(descriptor)) this.#take(line);
    if (!this.#header)
      throw new UsageError(
        `${this.file}: its run ended before its first record; start anew, without --resume`,
      );
    const earlier = { file: this.file, header: this.#header, answers: this.#answers, ended: this.#ended };
    return { earlier, kept: this.#kept };
  }

  #take(line: Line): void {
    this.#kept = { ...this.#kept, size: line.end };
    if (line.text.trim() === "") return;
    if (this.#torn !== undefined)
      throw new UsageError(`${this.file}:${this.#torn}: not a record of a snapshot`);
    const record = parseRecord(line.text);
    if (!record) [this.#torn, this.#ended] = [line.number, false];
    else if (record.record === "header") this.#takeHeader(record, line);
    else if (record.record === "host") this.#takeHost(record, line);
    else this.#ended = !record.interrupted;
  }

  #takeHeader(header: SnapshotHeader, line: Line): void {
    if (header.schema !== SNAPSHOT_SCHEMA)
      throw new UsageError(
        `${this.file}: written as ${header.schema}, this version writes ${SNAPSHOT_SCHEMA}`,
      );
    if (this.#header)
      throw new UsageError(`${this.file}:${line.number}: a second header: it is not of one run`);
    this.#header = header;
    this.#keep(line);
  }

  #takeHost(record: HostRecord, line: Line): void {
    if (!this.#header) throw new UsageError(`${this.file}: not a snapshot: its first line is no header`);
    this.#answers.set(record.host.name, readAnswer(record, this.#header));
    this.#ended = false;
    this.#keep(line);
  }

  #keep({ end, terminated }: Line): void {
    this.#kept = { size: end, length: end, newline: !terminated };
  }
}
