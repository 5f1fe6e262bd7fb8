import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { UsageError, WriteError } from "./errors.js";
import type { Snapshot, SnapshotRecord, UserFact } from "./model.js";
import { isPrinted, printedSnapshot } from "./printed.js";
import { formatRecord, parseSnapshot } from "./snapshot.js";

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
 * Reads one or more snapshots, or outputs of the script, into one. A host that stands in two of them is a UsageError.
 */
export function readSnapshots(files: readonly string[]): Snapshot {
  const snapshots = files.map(readOne);
  const [first, ...others] = snapshots;
  if (!first) throw new UsageError("no snapshot was named");
  return others.reduce(merge, first);
}

function merge(one: Snapshot, other: Snapshot): Snapshot {
  const doubled = other.header.selected.find((name) => one.header.selected.includes(name));
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
function mergedFacts(one: Snapshot, other: Snapshot): { facts?: UserFact[] } {
  const facts = new Map(
    [...(other.header.facts ?? []), ...(one.header.facts ?? [])].map((fact) => [fact.id, fact]),
  );
  return facts.size > 0 ? { facts: [...facts.values()] } : {};
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
