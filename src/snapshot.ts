import { UsageError } from "./errors.js";
import { type HostRecord, SNAPSHOT_SCHEMA, type Snapshot, type SnapshotRecord } from "./model.js";

/** One record as a line of JSON. */
export const formatRecord = (record: SnapshotRecord): string => `${JSON.stringify(record)}\n`;

/**
 * Reads a snapshot (JSON Lines). A torn last line, which a killed run leaves, is passed over: its host counts as
 * skipped. Any other line that is not a record throws a UsageError with its number.
 */
export function parseSnapshot(text: string, name: string): Snapshot {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const records = lines.flatMap((line, index) => {
    const record = parseRecord(line);
    if (record) return [record];
    if (index === lines.length - 1 && index > 0) return [];
    throw new UsageError(`${name}:${index + 1}: not a record of a snapshot`);
  });
  return assemble(records, name);
}

/** A line that is a record; undefined for any other. */
export function parseRecord(line: string): SnapshotRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const kind = typeof value === "object" && value !== null && "record" in value ? value.record : undefined;
    return kind === "header" || kind === "host" || kind === "end" ? (value as SnapshotRecord) : undefined;
  } catch {
    return undefined;
  }
}

function assemble(records: readonly SnapshotRecord[], name: string): Snapshot {
  const [header, ...rest] = records;
  if (header?.record !== "header")
    throw new UsageError(`${name}: not a snapshot: its first line is no header`);
  if (header.schema !== SNAPSHOT_SCHEMA) {
    throw new UsageError(`${name}: written as ${header.schema}, this version reads ${SNAPSHOT_SCHEMA}`);
  }
  const end = rest.findLast((record) => record.record === "end");
  const hosts = rest.filter((record): record is HostRecord => record.record === "host");
  // A host that was asked again stands there twice: the later record counts.
  const latest = new Map(hosts.map((record) => [record.host.name, record]));
  return { header, hosts: [...latest.values()], ...(end && { end }) };
}
