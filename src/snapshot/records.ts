import { UsageError } from "../base/errors.js";
import { snapshotRecord } from "../model/schema/snapshot.js";
import { SNAPSHOT_SCHEMA, type SnapshotHeader, type SnapshotRecord } from "../model/snapshot.js";
import type { Line } from "./lines.js";

/**
 * Makes records of the lines of a snapshot, the header first. A torn last line, which a killed run leaves, is passed
 * over. Any other line that is no record throws a UsageError with its number, and so does a header of another version
 * or a second one.
 */
export class Records {
  #header: SnapshotHeader | undefined;
  /** A line that is no record: a fault as soon as another one follows. */
  #torn: number | undefined;

  constructor(readonly name: string) {}

  get header(): SnapshotHeader | undefined {
    return this.#header;
  }

  /** The number of the last line, where it is no record. */
  get torn(): number | undefined {
    return this.#torn;
  }

  /** Undefined for a line that is empty or torn. */
  take({ text, number }: Pick<Line, "text" | "number">): SnapshotRecord | undefined {
    if (text.trim() === "") return undefined;
    if (this.#torn !== undefined) throw this.#notARecord(this.#torn, text);
    const value = jsonOf(text);
    if (!this.#header) checkVersion(value, this.name);
    const record = recordIn(value);
    if (!record) this.#torn = number;
    else if (!this.#header) this.#header = headerIn(record, this.name);
    else if (record.record === "header")
      throw new UsageError(`${this.name}:${number}: a second header: it is not of one run`);
    return record;
  }

  /** An audit stands on lines of its own for each value. */
  #notARecord(line: number, next: string): UsageError {
    const schema = this.#header ? undefined : /^\s*"schema": ?"([^"]*)"/.exec(next)?.[1];
    return schema === undefined ? notARecord(this.name, line) : otherDocument(schema, this.name);
  }
}

export const notARecord = (name: string, line: number): UsageError =>
  new UsageError(`${name}:${line}: not a record of a snapshot`);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Before anything else is asked of it: another version may look otherwise. */
function checkVersion(value: unknown, name: string): void {
  if (typeof value !== "object" || value === null || !("schema" in value)) return;
  if (value.schema !== SNAPSHOT_SCHEMA) throw otherDocument(value.schema, name);
}

/** Of a schema that is no more than a name, so much is told. */
const MOST_TOLD = 80;

/** What is said of a document that calls itself something else. */
function otherDocument(schema: unknown, name: string): UsageError {
  const told = String(JSON.stringify(schema)).slice(0, MOST_TOLD);
  return /^"wsgi-audit\/audit\/\d+"$/.test(told)
    ? new UsageError(`${name}: is an audit (${told}): name the snapshot that it was made from`)
    : new UsageError(`${name}: written as ${told}, this version reads ${SNAPSHOT_SCHEMA}`);
}

function headerIn(record: SnapshotRecord, name: string): SnapshotHeader {
  if (record.record === "header") return record;
  throw new UsageError(`${name}: not a snapshot: its first line is no header`);
}

/** What a later version may have added is left alone. */
function recordIn(value: unknown): SnapshotRecord | undefined {
  const { error } = snapshotRecord.safeParse(value);
  const isKnown = error?.issues.every(({ code }) => code === "unrecognized_keys") ?? true;
  return isKnown ? (value as SnapshotRecord) : undefined;
}
