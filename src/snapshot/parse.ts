import { UsageError } from "../base/errors.js";
import { snapshotRecord } from "../model/schema/snapshot.js";
import {
  type HostRecord,
  SNAPSHOT_SCHEMA,
  type Snapshot,
  type SnapshotEnd,
  type SnapshotHeader,
  type SnapshotRecord,
} from "../model/snapshot.js";

/** What is kept of a host's record: without `take` all of it. */
export type Take<Host> = (record: HostRecord, header: SnapshotHeader) => Host;

/** Reads a whole snapshot (JSON Lines). Throws a UsageError as `SnapshotBuilder` does. */
export function parseSnapshot(text: string, name: string): Snapshot {
  const builder = new SnapshotBuilder<HostRecord>(name, (record) => record);
  for (const line of text.split("\n")) builder.add(line);
  return builder.build();
}

/**
 * Takes a snapshot line by line, so that a transcript need not outlive its line. Of several records of a host, and of
 * several end marks, the last one counts. A torn last line, which a killed run leaves, is passed over: its host counts
 * as skipped. Any other line that is not a record throws a UsageError with its number.
 */
export class SnapshotBuilder<Host> {
  #lines = 0;
  /** A line that is no record: a fault as soon as another one follows. */
  #torn: number | undefined;
  #header: SnapshotHeader | undefined;
  #end: SnapshotEnd | undefined;
  readonly #hosts = new Map<string, Host>();

  constructor(
    readonly name: string,
    readonly take: Take<Host>,
  ) {}

  add(line: string): void {
    this.#lines += 1;
    if (line.trim() === "") return;
    if (this.#torn !== undefined) throw notARecord(this.name, this.#torn);
    const record = parseRecord(line);
    if (!this.#header) this.#header = headerOf(record, this.name, this.#lines);
    else if (record?.record === "host") this.#hosts.set(record.host.name, this.take(record, this.#header));
    else if (record?.record === "end") this.#end = record;
    else if (!record) this.#torn = this.#lines;
  }

  build(): Snapshot<Host> {
    if (!this.#header) throw new UsageError(`${this.name}: not a snapshot: it is empty`);
    return {
      header: this.#header,
      hosts: [...this.#hosts.values()],
      ...(this.#end && { end: this.#end }),
    };
  }
}

const notARecord = (name: string, line: number) =>
  new UsageError(`${name}:${line}: not a record of a snapshot`);

function headerOf(record: SnapshotRecord | undefined, name: string, line: number): SnapshotHeader {
  if (!record) throw notARecord(name, line);
  if (record.record !== "header")
    throw new UsageError(`${name}: not a snapshot: its first line is no header`);
  if (record.schema !== SNAPSHOT_SCHEMA)
    throw new UsageError(
      `${name}: written as ${JSON.stringify(record.schema)}, this version reads ${SNAPSHOT_SCHEMA}`,
    );
  return record;
}

/** A line that is a record; undefined for any other. */
export function parseRecord(line: string): SnapshotRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What a later version may have added is left alone; another schema is told as such. */
function isRecord(value: unknown): value is SnapshotRecord {
  if (typeof value !== "object" || value === null) return false;
  if ("schema" in value && value.schema !== SNAPSHOT_SCHEMA) return true;
  const { error } = snapshotRecord.safeParse(value);
  return error?.issues.every(({ code }) => code === "unrecognized_keys") ?? true;
}
