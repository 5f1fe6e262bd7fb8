import { driftBetween, isCutOff, isReadable } from "../audit/drift.js";
import { type EvaluateOptions, factsReader, judgeSnapshot } from "../audit/evaluate.js";
import { type News, returnOf, type Silence, silenceOf } from "../audit/news.js";
import type { Audit } from "../model/audit.js";
import type { SnapshotHeader } from "../model/snapshot.js";
import { oldestOf } from "./age.js";
import type { History } from "./directory.js";
import { type LookBack, lookBack } from "./look-back.js";

/**
 * What is to be told of a run, as far as the runs before it have not told it: what changed since the last whole answer
 * of each host, who fell silent or answers again, what is still open. Everything follows from the history.
 * `inventory`: all names that could have been selected.
 */
export async function newsOf(
  audit: Audit,
  header: SnapshotHeader,
  history: History,
  judging: EvaluateOptions,
  inventory: ReadonlySet<string>,
): Promise<News> {
  const earlier = await lookBack(history, header, factsReader(judging));
  const before = knownBefore(header, earlier, judging);
  const drift = driftBetween(before, audit);
  const isFirst = [...earlier.hosts.values()].every(({ asked }) => asked.length === 0);
  const askedBefore = (name: string) => (earlier.hosts.get(name)?.asked.length ?? 0) > 0;
  const gone = earlier.last?.header.selected.filter((name) => !inventory.has(name)) ?? [];
  const inside = new Set(before.hosts.flatMap(({ name, containerOf }) => (containerOf ? name : [])));
  drift.hosts = [
    ...drift.hosts.filter(({ kind, host }) => kind === "new" && !askedBefore(host) && !isFirst),
    ...drift.hosts.filter(({ kind, host }) => kind === "gone" && inside.has(host)),
    ...(isFirst ? [] : gone.map((host) => ({ kind: "gone" as const, host }))),
  ];
  const open = openFindings(audit, before);
  const news: News = {
    ...(earlier.last && !isFirst && { since: sinceOf(earlier.last) }),
    drift,
    silent: silences(audit, earlier),
    back: audit.hosts.flatMap((host) => returnOf(host, earlier.hosts.get(host.name)?.asked ?? []) ?? []),
    open,
  };
  if (isQuietNews(news, audit)) return news;
  const oldest = await oldestOf(open.findings, audit, history, judging);
  return { ...news, open: { ...open, ...(oldest && { oldest }) } };
}

const sinceOf = ({ header, interrupted }: NonNullable<LookBack["last"]>) => ({
  startedAt: header.run.startedAt,
  interrupted,
});

/** What was known before, judged as on the day of the last run: what is accepted no longer counts as new. */
function knownBefore(header: SnapshotHeader, { hosts, last }: LookBack, judging: EvaluateOptions): Audit {
  const known = [...hosts.values()].flatMap((each) => each.known ?? []);
  // Who differs is told by the values; a golden host may not have answered yet.
  const { golden: _, ...options } = judging;
  return judgeSnapshot(
    { header: { ...header, selected: known.map(({ audit }) => audit.name) }, hosts: known },
    { ...options, ...(last && { today: last.header.run.startedAt.slice(0, 10) }) },
  );
}

const silences = (audit: Audit, { hosts }: LookBack): Silence[] =>
  audit.hosts
    .filter((host) => host.status !== "ok" && !isCutOff(host))
    .map((host) => silenceOf(host, hosts.get(host.name)?.asked ?? [], audit.run.startedAt));

/** A finding has not gone because its host is silent. */
function openFindings(audit: Audit, before: Audit) {
  const silent = new Set(audit.hosts.filter((host) => !isReadable(host)).map(({ name }) => name));
  const unseen = before.findings.filter(({ host }) => silent.has(host));
  return { findings: [...audit.findings, ...unseen], unseen: unseen.length };
}

/** Whether nobody has to be told anything. */
export function isQuietNews({ since, drift, silent, back }: News, audit: Audit): boolean {
  const { changes, arrivals, findings, hosts } = drift;
  return (
    since !== undefined &&
    !audit.run.interrupted &&
    silent.every(({ told }) => told === undefined) &&
    [changes, arrivals, hosts, back, ...Object.values(findings)].every((each) => each.length === 0)
  );
}
