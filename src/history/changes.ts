import { auditSnapshots } from "../api/audit-snapshots.js";
import { driftBetween, type PastChange } from "../audit/drift.js";
import type { Audit } from "../model/audit.js";
import type { History } from "./directory.js";

/** Each run is judged anew: judging more of them would take longer than the run itself. */
export const MOST_RUNS = 30;

/** The hosts of a run; for a host that the run could not read, what an earlier run saw. */
function remembered(before: Audit | undefined, now: Audit): Audit {
  const known = new Map(before?.hosts.map((host) => [host.name, host]));
  for (const host of now.hosts)
    if (host.status === "ok" || host.status === "partial" || !known.has(host.name))
      known.set(host.name, host);
  return { ...now, hosts: [...known.values()] };
}

/** What changed on the hosts of an audit over the last runs of a history, and up to the audit itself; oldest first. */
export async function pastOf(audit: Audit, history: History): Promise<PastChange[]> {
  if (!history.exists()) return [];
  const changes: PastChange[] = [];
  let before: Audit | undefined;
  const next = (now: Audit) => {
    if (before)
      changes.push(
        ...driftBetween(before, now).changes.map((change) => ({ ...change, when: now.run.startedAt })),
      );
    before = remembered(before, now);
  };
  for (const file of history.files().slice(-MOST_RUNS)) {
    const earlier = await auditSnapshots([file]);
    if (earlier.run.startedAt < audit.run.startedAt) next(earlier);
  }
  next(audit);
  return changes;
}
