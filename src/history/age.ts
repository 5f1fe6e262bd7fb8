import { auditSnapshots } from "../api/audit-snapshots.js";
import { isReadable } from "../audit/drift.js";
import type { EvaluateOptions } from "../audit/evaluate.js";
import { openSubjects, subjectOf } from "../audit/finding-drift.js";
import type { OpenFindings } from "../audit/news.js";
import type { Audit, Finding } from "../model/audit.js";
import { MOST_RUNS } from "./changes.js";
import type { History } from "./directory.js";

/**
 * Which of these findings has been there the longest, and since which run. Runs in which its host was silent, or its
 * rule could not be judged, neither count nor end it. What was there in the earliest run that is looked at may be older.
 */
export async function oldestOf(
  findings: readonly Finding[],
  audit: Audit,
  history: History,
  { golden: _, ...judging }: EvaluateOptions,
): Promise<OpenFindings["oldest"]> {
  const [first] = findings;
  if (!first) return undefined;
  const since = new Map(findings.map((finding) => [subjectOf(finding), audit.run.startedAt]));
  const left = new Set(since.keys());
  const files = history.exists() ? history.files().reverse().slice(0, MOST_RUNS) : [];
  for (const file of files) {
    if (left.size === 0) break;
    const earlier = await auditSnapshots([file], judging);
    if (earlier.run.startedAt < audit.run.startedAt) goBack(earlier, since, left);
  }
  const startOf = (finding: Finding) => since.get(subjectOf(finding)) ?? audit.run.startedAt;
  const finding = findings.reduce((one, other) => (startOf(other) < startOf(one) ? other : one), first);
  return { since: startOf(finding), finding, orEarlier: left.has(subjectOf(finding)) };
}

/** One run further back: whose findings it has began then at the latest; those that it certainly has not are done. */
function goBack(run: Audit, since: Map<string, string>, left: Set<string>): void {
  const there = new Set([...run.findings, ...run.accepted].map(subjectOf));
  const open = openSubjects(run);
  const looked = new Set(run.hosts.filter(isReadable).map(({ name }) => name));
  for (const subject of [...left]) {
    if (there.has(subject)) since.set(subject, run.run.startedAt);
    else if (!open.has(subject) && looked.has(hostIn(subject))) left.delete(subject);
  }
}

const hostIn = (subject: string) => (JSON.parse(subject) as string[])[1] ?? "";
