import { randomUUID } from "node:crypto";
import { checkCompareBy } from "../audit/compare.js";
import { tool } from "../base/version.js";
import type { Check } from "../checks/check.js";
import { catalogueWith, checksFor } from "../checks/index.js";
import type { HostToCollect } from "../collect/fleet.js";
import { SNAPSHOT_SCHEMA, type SnapshotHeader, type UserFact } from "../model/snapshot.js";
import { scriptDigest } from "../script/compose.js";
import { fleetDigest, type Part } from "../snapshot/shard.js";

export interface HeaderOptions {
  /** Name of the inventory. */
  inventory: string;
  /** `group` (the default), or the id of a host fact. */
  compareBy?: string;
  /** All that there are, by default: `[...checks, own]` runs one more. */
  checks?: readonly Check[];
  /** Ask Python in a private server on each host as well. */
  probe?: boolean;
  /** The inventory's own facts. */
  facts?: readonly UserFact[];
  /** The hosts are one shard of a selection. */
  part?: Part;
}

/** The header of a run of these hosts that begins now. Throws a UsageError for a fact to compare by that there is none of. */
export function headerFor(
  hosts: readonly Pick<HostToCollect, "identity">[],
  about: HeaderOptions,
): SnapshotHeader {
  const { inventory, compareBy = "group", probe = false, facts = [], checks, part } = about;
  checkCompareBy(compareBy, catalogueWith(facts, checks));
  const common = {
    compareBy,
    script: scriptDigest(checksFor({ probe, facts, ...(checks && { checks }) })),
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
