import { UsageError } from "../base/errors.js";
import type { HostRecord, Snapshot, SnapshotEnd, SnapshotHeader } from "../model/snapshot.js";
import { type Line, LineSplitter } from "./lines.js";
import { notARecord, Records } from "./records.js";

/** What is kept of a host's record: without `take` all of it. */
export type Take<Host> = (record: HostRecord, header: SnapshotHeader) => Host;

/** Reads a whole snapshot (JSON Lines). Throws a UsageError as `SnapshotBuilder` does. */
export function parseSnapshot(text: string, name: string): Snapshot {
  const builder = new SnapshotBuilder<HostRecord>(name, (record) => record);
  const splitter = new LineSplitter();
  for (const line of splitter.take(Buffer.from(text))) builder.add(line);
  return builder.build(splitter.end());
}

/**
 * Takes a snapshot line by line, so that a transcript need not outlive its line. Of several records of a host, and of
 * several end marks, the last one counts. The host of a torn last line counts as skipped. Throws a UsageError as
 * `Records` does, and for a file without a header.
 */
export class SnapshotBuilder<Host> {
  readonly #records: Records;
  #end: SnapshotEnd | undefined;
  readonly #hosts = new Map<string, Host>();

  constructor(
    readonly name: string,
    readonly take: Take<Host>,
  ) {
    this.#records = new Records(name);
  }

  add(line: Line): void {
    const record = this.#records.take(line);
    const { header } = this.#records;
    if (record?.record === "host" && header) this.#hosts.set(record.host.name, this.take(record, header));
    else if (record?.record === "end") this.#end = record;
  }

  build(last?: Line): Snapshot<Host> {
    if (last) this.add(last);
    const { header, torn } = this.#records;
    if (!header && torn !== undefined) throw notARecord(this.name, torn);
    if (!header) throw new UsageError(`${this.name}: not a snapshot: it is empty`);
    return { header, hosts: [...this.#hosts.values()], ...(this.#end && { end: this.#end }) };
  }
}
