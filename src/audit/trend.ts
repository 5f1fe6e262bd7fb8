import type { Audit } from "../model/audit.js";
import { fleetOutlier } from "../rules/fleet/outlier.js";
import { type Drift, driftBetween, isReadable } from "./drift.js";
import { openSubjects, subjectOf } from "./finding-drift.js";

/** A run in numbers. */
export interface RunCounts {
  startedAt: string;
  error: number;
  warning: number;
  info: number;
  /** Hosts that were asked, and those of them without a whole answer. */
  hosts: number;
  silent: number;
}

/** What the runs before an audit tell of it, as far as they are kept. */
export interface Trend {
  /** Oldest first; the audit itself is the last one. */
  runs: RunCounts[];
  /**
   * Start of the run that had a finding for the first time and of all after it, by the subject of the finding. Runs in
   * which its host was silent, or its rule could not be judged, neither count nor end it.
   */
  firstSeen: ReadonlyMap<string, string>;
  /** Since the run before; missing in the first one. */
  since?: { startedAt: string; drift: Drift };
}

const countsOf = ({ run, totals }: Audit): RunCounts => ({
  startedAt: run.startedAt,
  ...totals.findings,
  hosts: totals.hosts.selected,
  silent: totals.hosts.selected - totals.hosts.ok,
});

/** Runs one after the other, oldest first, and what they tell of the last one. */
export class TrendBuilder {
  readonly #runs: RunCounts[] = [];
  readonly #since = new Map<string, string>();
  #last: Audit | undefined;

  /** One more run. */
  add(audit: Audit): void {
    this.#runs.push(countsOf(audit));
    const there = new Set([...audit.findings, ...audit.accepted].map(subjectOf));
    const open = openSubjects(audit);
    const looked = new Set(audit.hosts.filter(isReadable).map(({ name }) => name));
    for (const subject of this.#since.keys())
      if (!there.has(subject) && !open.has(subject) && looked.has(hostIn(subject)))
        this.#since.delete(subject);
    for (const subject of there) if (!this.#since.has(subject)) this.#since.set(subject, audit.run.startedAt);
    this.#last = audit;
  }

  /** `known`: what was known of each host before the audit, also of those that the last run could not read. */
  of(audit: Audit, known: Audit | undefined): Trend {
    const before = this.#last;
    this.add(audit);
    // Earlier runs were compared by their groups: nothing tells who was not like a golden host then.
    if (audit.comparison.some(({ golden }) => golden !== undefined))
      for (const subject of this.#since.keys())
        if (ruleIn(subject) === fleetOutlier.id) this.#since.delete(subject);
    return {
      runs: this.#runs,
      firstSeen: this.#since,
      ...(before &&
        known && {
          since: {
            startedAt: before.run.startedAt,
            // Who fell silent, and who answers again, is told by the very run before.
            drift: { ...driftBetween(known, audit), hosts: driftBetween(before, audit).hosts },
          },
        }),
    };
  }
}

const ruleIn = (subject: string) => (JSON.parse(subject) as string[])[0];
const hostIn = (subject: string) => (JSON.parse(subject) as string[])[1] ?? "";
