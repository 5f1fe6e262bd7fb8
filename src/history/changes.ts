import { auditSnapshots } from "../api/audit-snapshots.js";
import { driftBetween, type PastChange } from "../audit/drift.js";
import { type Trend, TrendBuilder } from "../audit/trend.js";
import type { Audit } from "../model/audit.js";
import type { History } from "./directory.js";

/** Each run is judged anew: judging more of them would take longer than the run itself. */
export const MOST_RUNS = 30;

/** What the last runs of a history tell of an audit: both are options of the HTML report. */
export interface Hindsight {
  /** Values that changed up to the audit itself; oldest first. */
  past: PastChange[];
  trend?: Trend;
}

/** The hosts of a run; for a host that the run could not read, what an earlier run saw. */
function remembered(before: Audit | undefined, now: Audit): Audit {
  const known = new Map(before?.hosts.map((host) => [host.name, host]));
  for (const host of now.hosts)
    if (host.status === "ok" || host.status === "partial" || !known.has(host.name))
      known.set(host.name, host);
  return { ...now, hosts: [...known.values()] };
}

/** What the last runs of a history tell of an audit, each of them read once. */
export async function hindsightOf(audit: Audit, history: History): Promise<Hindsight> {
  if (!history.exists()) return { past: [] };
  const past: PastChange[] = [];
  const trend = new TrendBuilder();
  let before: Audit | undefined;
  const addChanges = (now: Audit) => {
    if (!before) return;
    const { changes } = driftBetween(before, now);
    past.push(...changes.map((change) => ({ ...change, when: now.run.startedAt })));
  };
  for (const file of history.files().slice(-MOST_RUNS)) {
    const earlier = await auditSnapshots([file]);
    if (earlier.run.startedAt >= audit.run.startedAt) continue;
    addChanges(earlier);
    trend.add(earlier);
    before = remembered(before, earlier);
  }
  addChanges(audit);
  return { past, trend: trend.of(audit, before) };
}

/** What changed on the hosts of an audit over the last runs of a history, and up to the audit itself; oldest first. */
export const pastOf = async (audit: Audit, history: History): Promise<PastChange[]> =>
  (await hindsightOf(audit, history)).past;
