import { randomUUID } from "node:crypto";
import { tool } from "../base/version.js";
import type { Check } from "../checks/check.js";
import { checksFor, observing } from "../checks/index.js";
import { type CollectOptions, collect, type HostToCollect } from "../collect/fleet.js";
import type { Again } from "../collect/host.js";
import { checksOf, deniedFacts, withNeeds } from "../facts/as-root.js";
import { parseHost } from "../facts/host.js";
import {
  type HostRecord,
  SNAPSHOT_SCHEMA,
  type SnapshotHeader,
  type SnapshotRecord,
  type Transcript,
  type UserFact,
} from "../model/snapshot.js";
import { scriptDigest } from "../script/compose.js";
import { fleetDigest, type Part } from "../snapshot/shard.js";

export interface RunOptions extends Omit<CollectOptions, "checks" | "again" | "onRecord"> {
  /** Name of the inventory, for the header. */
  inventory: string;
  /** `group`, or the id of a host fact. */
  compareBy: string;
  /** Ask Python in a private server on each host as well. */
  probe?: boolean;
  /** The inventory's own facts. */
  facts?: readonly UserFact[];
  /** The hosts are one shard of a selection. */
  part?: Part;
  /** They are the rest of a run: its header stands already. */
  resumed?: boolean;
  /** Takes every record of the snapshot, one at a time. */
  write(record: SnapshotRecord): void;
}

export type HeaderOptions = Pick<RunOptions, "inventory" | "compareBy" | "probe" | "facts" | "part">;

/** Collects a whole snapshot: header, one record per host as it becomes known, end mark. */
export async function collectSnapshot(hosts: readonly HostToCollect[], options: RunOptions): Promise<void> {
  const { probe = false, facts = [] } = options;
  const checks = checksFor({ probe, facts });
  const again = (transcript: Transcript) => deniedIn(transcript, checks, facts);
  if (!options.resumed) options.write(headerFor(hosts, options));
  const onRecord = (record: HostRecord) => options.write(record);
  await collect(hosts, { ...options, checks, observing, again, onRecord });
  options.write({
    record: "end",
    finishedAt: new Date().toISOString(),
    interrupted: options.signal?.aborted ?? false,
  });
}

/** What root could see of a host that its login could not; undefined where that is nothing. */
function deniedIn(
  transcript: Transcript,
  checks: readonly Check[],
  facts: readonly UserFact[],
): Again | undefined {
  const host = { name: "", address: "", groups: [], expect: {} };
  const record = { record: "host", host, status: "ok", startedAt: "", durationMs: 0, transcript } as const;
  const denied = checksOf(deniedFacts(parseHost(record, facts)), facts);
  const run = withNeeds(denied, checks);
  return run.some(({ id }) => denied.includes(id)) ? { denied, run } : undefined;
}

/** The header of a run of these hosts that begins now. */
export function headerFor(
  hosts: readonly Pick<HostToCollect, "identity">[],
  about: HeaderOptions,
): SnapshotHeader {
  const { inventory, compareBy, probe = false, facts = [], part } = about;
  const common = {
    compareBy,
    script: scriptDigest(checksFor({ probe, facts })),
    ...(facts.length > 0 && { facts: [...facts] }),
  };
  return {
    record: "header",
    schema: SNAPSHOT_SCHEMA,
    tool,
    run: { id: randomUUID(), startedAt: new Date().toISOString(), inventory },
    selected: hosts.map(({ identity }) => identity.name),
    ...common,
    ...(part && {
      shard: {
        ...part.slice,
        fleet: fleetDigest({ ...common, selected: part.whole }),
        positions: part.positions,
      },
    }),
  };
}
