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

/** The changes of run after run, oldest first: each against what the ones before it have seen last. */
export class Changes {
  #before: Audit | undefined;

  /** What the runs have seen until now; undefined before the first. */
  get before(): Audit | undefined {
    return this.#before;
  }

  next(now: Audit): PastChange[] {
    const changes = this.#before ? driftBetween(this.#before, now).changes : [];
    this.#before = remembered(this.#before, now);
    return changes.map((change) => ({ ...change, when: now.run.startedAt }));
  }
}

/** What the last runs of a history tell of an audit, each of them read once. */
export async function hindsightOf(audit: Audit, history: History): Promise<Hindsight> {
  if (!history.exists()) return { past: [] };
  const past: PastChange[] = [];
  const trend = new TrendBuilder();
  const changes = new Changes();
  for (const file of history.files().slice(-MOST_RUNS)) {
    const earlier = await auditSnapshots([file]);
    if (earlier.run.startedAt >= audit.run.startedAt) continue;
    past.push(...changes.next(earlier));
    trend.add(earlier);
  }
  const { before } = changes;
  past.push(...changes.next(audit));
  return { past, trend: trend.of(audit, before) };
}

/** What changed on the hosts of an audit over the last runs of a history, and up to the audit itself; oldest first. */
export const pastOf = async (audit: Audit, history: History): Promise<PastChange[]> =>
  (await hindsightOf(audit, history)).past;
