import { resolverIn } from "../facts/names.js";
import { comparable, renamed } from "../facts/values.js";
import type { Audit, HostAudit } from "../model/audit.js";
import type { FactInfo, Facts, FactValue, Gaps } from "../model/fact.js";
import { checkAudit } from "./document.js";
import { type FindingDrift, findingDrift } from "./finding-drift.js";
import { isKnown } from "./remember.js";

/** A compared value that has changed. `null`: there was, or is, nothing to look at. */
export interface Change {
  host: string;
  installation?: string;
  application?: string;
  fact: string;
  before: FactValue | null;
  after: FactValue | null;
}

/** One that was seen in the runs of a history. */
export interface PastChange extends Change {
  /** Start of the run that saw the new value. */
  when: string;
}

/** What came or went as a whole. */
export interface Arrival {
  kind: "appeared" | "vanished";
  host: string;
  installation?: string;
  application?: string;
}

/** Of a host: asked for the first time, not asked any more, silent where it answered before, or answering again. */
export interface HostChange {
  kind: "new" | "gone" | "silent" | "back";
  host: string;
  reason?: string;
}

export interface Drift {
  changes: Change[];
  arrivals: Arrival[];
  findings: FindingDrift;
  /** Hosts that came or went as a whole. */
  hosts: HostChange[];
  /** Hosts that could not be compared, and why: their values neither make drift nor clear it. */
  unread: { host: string; reason: string }[];
  /** Hosts that have been compared. */
  compared: number;
}

interface Place {
  host: string;
  installation?: string;
  application?: string;
}

interface Level extends Place {
  facts: Facts;
  gaps: Gaps;
  /** The installation's, also of its applications. */
  names?: Facts;
}

/** Whether it has told anything. */
export const isReadable = ({ status }: HostAudit) => status === "ok" || status === "partial";

/** Whether the end of a run cut a host off, or came before its turn: that says nothing of the host. */
export const isCutOff = ({ status, error }: HostAudit): boolean =>
  status === "skipped" || error?.code === "interrupted";

/** What changed from one audit to another. Pure. Only what both could see is compared. */
export function driftBetween(before: Audit, after: Audit): Drift {
  checkAudit("driftBetween: before", before);
  checkAudit("driftBetween: after", after);
  const facts = after.catalogue.facts.filter(({ compared }) => compared);
  const old = new Map(before.hosts.map((host) => [host.name, host]));
  const drift: Drift = {
    changes: [],
    arrivals: [],
    findings: { appeared: [], firstSeen: [], cleared: [] },
    hosts: hostChanges(before, after),
    unread: [],
    compared: 0,
  };
  const compared = new Set<string>();
  for (const host of after.hosts) {
    const earlier = old.get(host.name);
    const reason = whyNot(earlier, host);
    if (reason !== undefined || !earlier) {
      drift.unread.push({ host: host.name, reason: reason ?? "not seen before" });
      continue;
    }
    compared.add(host.name);
    compareHost(earlier, host, facts, drift);
  }
  drift.compared = compared.size;
  const names = new Set(after.hosts.map(({ name }) => name));
  drift.findings = findingDrift(before, after, compared, names);
  return drift;
}

function hostChanges(before: Audit, after: Audit): HostChange[] {
  const old = new Map(before.hosts.map((host) => [host.name, host]));
  const now = new Set(after.hosts.map(({ name }) => name));
  const gone = before.hosts.filter((host) => !now.has(host.name) && isKnownOf(host, after));
  return [
    ...after.hosts.flatMap((host): HostChange[] => {
      const { name } = host;
      const earlier = old.get(name);
      if (!earlier && !isKnownOf(host, before)) return [];
      if (!earlier) return [{ kind: "new", host: name }];
      if (isReadable(earlier) === isReadable(host) || isCutOff(earlier) || isCutOff(host)) return [];
      if (isReadable(host)) return [{ kind: "back", host: name, reason: `it was ${earlier.status} before` }];
      return [{ kind: "silent", host: name, reason: whyNot(earlier, host) ?? host.status }];
    }),
    ...gone.map(({ name }): HostChange => ({ kind: "gone", host: name })),
  ];
}

/** Of a container that an audit does not have: whether its host told then which it has. */
function isKnownOf({ containerOf }: HostAudit, { hosts }: Audit): boolean {
  if (containerOf === undefined) return true;
  const around = hosts.find(({ name }) => name === containerOf);
  return around === undefined || (around.facts["host.containers_asked"] ?? null) !== null;
}

function whyNot(earlier: HostAudit | undefined, host: HostAudit): string | undefined {
  if (!isReadable(host)) return `${host.status}${host.error ? `: ${host.error.message}` : ""}`;
  if (!earlier) return "not seen before";
  if (isCutOff(earlier)) return "the run before did not ask it, or not to the end";
  return isReadable(earlier) ? undefined : `it was ${earlier.status} before`;
}

/** Whether nothing at all is to be told. */
export const isQuiet = ({ changes, arrivals, findings, hosts }: Drift): boolean =>
  [changes, arrivals, findings.appeared, findings.firstSeen, findings.cleared, hosts].every(
    (each) => each.length === 0,
  );

function compareHost(before: HostAudit, after: HostAudit, facts: readonly FactInfo[], drift: Drift): void {
  const host = after.name;
  const of = (level: FactInfo["level"]) => facts.filter((fact) => fact.level === level);
  compareFacts({ ...before, host }, { ...after, host }, of("host"), drift);
  // Where the search for installations failed, one that is missing may still be there.
  const sure = before.checks.discovery?.outcome === "ok" && after.checks.discovery?.outcome === "ok";
  const installations = pairs(before.installations, after.installations);
  for (const [one, other] of installations) {
    const place = { host, installation: (one ?? other)?.id ?? "" };
    if (!one || !other) {
      if (sure) drift.arrivals.push({ kind: one ? "vanished" : "appeared", ...place });
      continue;
    }
    compareFacts({ ...one, ...place }, { ...other, ...place }, of("installation"), drift);
    const seen = [one, other].every(({ checks }) => checks.applications?.outcome === "ok");
    for (const [app, now] of seen ? pairs(one.applications, other.applications) : []) {
      const application = { ...place, application: (app ?? now)?.id ?? "" };
      if (!app || !now) drift.arrivals.push({ kind: app ? "vanished" : "appeared", ...application });
      else
        compareFacts(
          { ...app, ...application, names: one.facts },
          { ...now, ...application, names: other.facts },
          of("application"),
          drift,
        );
    }
  }
}

/** Members of both lists by id, in the order of the later one; what only one of them has stands alone. */
function pairs<T extends { id: string }>(
  before: readonly T[],
  after: readonly T[],
): [T | undefined, T | undefined][] {
  const old = new Map(before.map((each) => [each.id, each]));
  const now = new Set(after.map(({ id }) => id));
  return [
    ...after.map((each): [T | undefined, T] => [old.get(each.id), each]),
    ...before.filter(({ id }) => !now.has(id)).map((each): [T, undefined] => [each, undefined]),
  ];
}

function compareFacts(before: Level, after: Level, facts: readonly FactInfo[], drift: Drift): void {
  const { host, installation, application } = after;
  for (const fact of facts) {
    const { id } = fact;
    if (!isKnown(before, id) || !isKnown(after, id)) continue;
    const [old, now] = [before.facts[id] ?? null, after.facts[id] ?? null];
    if (comparable(old, fact) === comparable(now, fact) || isSameFile(before, after, fact)) continue;
    drift.changes.push({
      host,
      ...(installation !== undefined && { installation }),
      ...(application !== undefined && { application }),
      fact: id,
      before: old,
      after: now,
    });
  }
}

/** Another name of the same file is no change. */
function isSameFile(before: Level, after: Level, fact: FactInfo): boolean {
  const [one, other] = [before, after].map(({ facts, names }) => {
    const resolve = resolverIn(names ?? facts);
    const value = facts[fact.id] ?? null;
    return comparable(resolve ? renamed(value, resolve) : value, fact);
  });
  return one === other;
}
