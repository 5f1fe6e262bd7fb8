import { randomUUID } from "node:crypto";
import { checks } from "./checks/index.js";
import { type CollectOptions, collect, type HostToCollect } from "./collect.js";
import { type HostRecord, SNAPSHOT_SCHEMA, type SnapshotHeader, type SnapshotRecord } from "./model.js";
import { scriptDigest } from "./script/compose.js";
import { tool } from "./version.js";

export interface RunOptions extends Omit<CollectOptions, "checks" | "onRecord"> {
  /** Name of the inventory, for the header. */
  inventory: string;
  /** `group`, or the id of a host fact. */
  compareBy: string;
  /** Takes every record of the snapshot, one at a time. */
  write(record: SnapshotRecord): void;
}

/** Collects a whole snapshot: header, one record per host as it becomes known, end mark. */
export async function collectSnapshot(hosts: readonly HostToCollect[], options: RunOptions): Promise<void> {
  options.write(headerOf(hosts, options));
  const onRecord = (record: HostRecord) => options.write(record);
  await collect(hosts, { ...options, checks, onRecord });
  options.write({
    record: "end",
    finishedAt: new Date().toISOString(),
    interrupted: options.signal?.aborted ?? false,
  });
}

const headerOf = (hosts: readonly HostToCollect[], { inventory, compareBy }: RunOptions): SnapshotHeader => ({
  record: "header",
  schema: SNAPSHOT_SCHEMA,
  tool,
  run: { id: randomUUID(), startedAt: new Date().toISOString(), inventory },
  selected: hosts.map(({ identity }) => identity.name),
  compareBy,
  script: scriptDigest(checks),
});
