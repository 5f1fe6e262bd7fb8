import { UsageError } from "./errors.js";
import { type HostRecord, SNAPSHOT_SCHEMA, type Snapshot, type SnapshotRecord } from "./model.js";
import { snapshotRecord } from "./schema/snapshot.js";

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

function parseRecord(line: string): SnapshotRecord | undefined {
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

function assemble(records: readonly SnapshotRecord[], name: string): Snapshot {
  const [header, ...rest] = records;
  if (header?.record !== "header")
    throw new UsageError(`${name}: not a snapshot: its first line is no header`);
  if (header.schema !== SNAPSHOT_SCHEMA) {
    throw new UsageError(
      `${name}: written as ${JSON.stringify(header.schema)}, this version reads ${SNAPSHOT_SCHEMA}`,
    );
  }
  const end = rest.find((record) => record.record === "end");
  const hosts = rest.filter((record): record is HostRecord => record.record === "host");
  return { header, hosts, ...(end && { end }) };
}
