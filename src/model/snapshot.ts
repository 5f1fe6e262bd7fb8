import type * as z from "zod";
import type * as common from "./schema/common.js";
import type * as schema from "./schema/snapshot.js";

/**
 * The snapshot is evidence: what each host printed, byte for byte, a line of JSON each. Everything that follows from it is
 * a pure function, so that yesterday's evidence can be judged by today's rules. What each field means stands in its schema.
 */

export { SNAPSHOT_SCHEMA } from "./words.js";

/** A fact of the user's own: a shell command, and what its output means. */
export type UserFact = z.infer<typeof schema.userFact>;

/** First line of a snapshot. */
export type SnapshotHeader = z.infer<typeof schema.header>;

/** One part of a selection. */
export type Shard = z.infer<typeof schema.shard>;

/** Who a host is in the inventory, carried along so that a snapshot can be judged without the inventory. */
export type HostIdentity = z.infer<typeof schema.hostIdentity>;

/** The output of one command of a section, or what a section printed outside its commands (name ""). */
export type Part = z.infer<typeof schema.part>;

/** One framed piece of a host's output. `installation` is 0 for sections about the whole host. */
export type Section = z.infer<typeof schema.section>;

export type HostError = z.infer<typeof common.hostError>;

/** What one host printed. */
export type Transcript = z.infer<typeof schema.transcript>;

/** One host's line in the snapshot. */
export type HostRecord = z.infer<typeof schema.hostRecord>;

/** What was asked once more as root (`become: auto`), because the login had been denied something. */
export type Elevated = z.infer<typeof schema.elevated>;

/** How a host is reached. */
export type TransportName = z.infer<typeof common.transport>;

/** What was negotiated with a host. Evidence of earlier versions names no transport where it was `ssh2`. */
export type Connection = z.infer<typeof common.connection>;

/** Last line of a snapshot; its absence means that the run was killed. */
export type SnapshotEnd = z.infer<typeof schema.end>;

export type SnapshotRecord = z.infer<typeof schema.snapshotRecord>;

/** `Host` is what is kept of a host's record. */
export interface Snapshot<Host = HostRecord> {
  header: SnapshotHeader;
  hosts: Host[];
  end?: SnapshotEnd;
}
