import {
  callable,
  checkArgument,
  checkOptions,
  count,
  flag,
  type Kinds,
  listOf,
  object,
  required,
  signal,
  text,
} from "../base/arguments.js";
import type { Check } from "../checks/check.js";
import { checks as builtIn, checksFor, observing } from "../checks/index.js";
import { assertChecks } from "../checks/list.js";
import { type CollectOptions, collect, type HostToCollect } from "../collect/fleet.js";
import type { Again } from "../collect/host.js";
import { checksOf, deniedFacts, withNeeds } from "../facts/as-root.js";
import { parseHost } from "../facts/host.js";
import type { HostRecord, SnapshotRecord, Transcript } from "../model/snapshot.js";
import { createTransports, type TransportOptions } from "../transport/transports.js";
import { type HeaderOptions, headerFor } from "./header.js";

export interface RunOptions
  extends HeaderOptions,
    Partial<Omit<CollectOptions, "checks" | "installed" | "observing" | "again" | "onRecord">> {
  /** How a transport of its own reaches hosts, where none is given: `reach` of a fleet. */
  reach?: TransportOptions;
  /** They are the rest of a run: its header stands already. */
  resumed?: boolean;
  /** Takes every record of the snapshot, one at a time. */
  write(record: SnapshotRecord): void;
}

const OPTIONS: Kinds<RunOptions> = {
  inventory: required(text),
  compareBy: text,
  checks: listOf(object),
  probe: flag,
  facts: listOf(object),
  part: object,
  resumed: flag,
  write: required(callable),
  reach: object,
  transport: object,
  secretOf: callable,
  limits: object,
  signal,
  onEvent: callable,
};

type Limits = CollectOptions["limits"];

const LIMITS: Kinds<Limits> = { handshakes: required(count), running: required(count) };

/** As of an inventory that says nothing of it. */
const USUAL_LIMITS: Limits = { handshakes: 16, running: 64 };

/**
 * Collects a whole snapshot: header, one record per host as it becomes known, end mark. Hosts are reached as their
 * targets say, unless a transport is given. Rejects with a TypeError for options that are none, before any host is
 * contacted.
 */
export async function collectSnapshot(hosts: readonly HostToCollect[], options: RunOptions): Promise<void> {
  checkArgument("collectSnapshot: hosts", hosts, listOf(object));
  checkOptions("collectSnapshot", options, OPTIONS);
  const { limits = USUAL_LIMITS, transport } = options;
  checkOptions("collectSnapshot: limits", limits, LIMITS);
  if (options.checks) assertChecks(options.checks);
  if (transport) return collectOver(hosts, { ...options, limits, transport });
  const own = createTransports(options.reach);
  try {
    await collectOver(hosts, { secretOf: own.secretOf, ...options, limits, transport: own });
  } finally {
    await own.close();
  }
}

async function collectOver(
  hosts: readonly HostToCollect[],
  options: RunOptions & Pick<CollectOptions, "transport" | "limits">,
): Promise<void> {
  const { probe = false, facts = [] } = options;
  const checks = checksFor({ probe, facts, ...(options.checks && { checks: options.checks }) });
  const again = (transcript: Transcript) => deniedIn(transcript, checks, options);
  const header = headerFor(hosts, options);
  if (!options.resumed) options.write(header);
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
  asked: readonly Check[],
  { checks = builtIn, facts = [] }: Pick<RunOptions, "checks" | "facts">,
): Again | undefined {
  const host = { name: "", address: "", groups: [], expect: {} };
  const record = { record: "host", host, status: "ok", startedAt: "", durationMs: 0, transcript } as const;
  const denied = checksOf(deniedFacts(parseHost(record, { facts, checks })), facts, checks);
  const run = withNeeds(denied, asked);
  return run.some(({ id }) => denied.includes(id)) ? { denied, run } : undefined;
}
