import { closeSync, fsyncSync, openSync, statSync, writeSync } from "node:fs";
import { UsageError } from "./errors.js";
import { LineSplitter } from "./lines.js";
import type { Snapshot, SnapshotRecord, UserFact } from "./model.js";
import { isPrinted, PRINTED_HEAD, printedSnapshot } from "./printed.js";
import { formatRecord, SnapshotBuilder, type Take } from "./snapshot.js";
import { contentOf, headOf } from "./snapshot-content.js";

/** Appends records to a snapshot file as they become known; a killed run leaves every finished host in it. */
export class SnapshotWriter {
  readonly #descriptor: number;

  /** Evidence names users and paths: readable by its owner only. Throws a UsageError if it cannot be created. */
  constructor(readonly file: string) {
    try {
      this.#descriptor = openSync(file, "w", 0o600);
    } catch (error) {
      throw new UsageError(`cannot write the snapshot: ${(error as Error).message}`);
    }
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
 * Reads one or more snapshots, or outputs of the script, into one, a line at a time: memory holds what `take` keeps of
 * each host. A host that stands in two of them is a UsageError.
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
  const snapshots: Snapshot<unknown>[] = [];
  for (const file of files) snapshots.push(await readOne(file, take));
  const [first, ...others] = snapshots;
  if (!first) throw new UsageError("no snapshot was named");
  return others.reduce(merge, first);
}

function merge<Host>(one: Snapshot<Host>, other: Snapshot<Host>): Snapshot<Host> {
  const before = new Set(one.header.selected);
  const doubled = other.header.selected.find((name) => before.has(name));
  if (doubled !== undefined) throw new UsageError(`host ${doubled} stands in more than one snapshot`);
  const end = one.end &&
    other.end && { ...one.end, interrupted: one.end.interrupted || other.end.interrupted };
  return {
    header: {
      ...one.header,
      selected: [...one.header.selected, ...other.header.selected],
      ...mergedFacts(one, other),
    },
    hosts: [...one.hosts, ...other.hosts],
    ...(end && { end }),
  };
}

/** Shards of one inventory have the same facts; of two, each keeps its own. */
function mergedFacts(one: Pick<Snapshot, "header">, other: Pick<Snapshot, "header">): { facts?: UserFact[] } {
  const facts = new Map(
    [...(other.header.facts ?? []), ...(one.header.facts ?? [])].map((fact) => [fact.id, fact]),
  );
  return facts.size > 0 ? { facts: [...facts.values()] } : {};
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
