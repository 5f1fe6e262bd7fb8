import { driftBetween, isQuiet } from "../../audit/drift.js";
import { factsReader, type HostFacts, judgeSnapshot } from "../../audit/evaluate.js";
import type { History } from "../../history/directory.js";
import type { Audit } from "../../model/audit.js";
import type { SnapshotHeader } from "../../model/snapshot.js";
import { driftText } from "../../report/drift.js";
import type { Io } from "../io.js";

/**
 * What changed since the last whole answer of each host. Nothing is printed and the code is 0 where nothing did; a host
 * that does not answer is no change, and 130 is still an interrupted run.
 */
export async function tellChanges(
  audit: Audit,
  header: SnapshotHeader,
  history: History,
  io: Io,
): Promise<number> {
  const { selected, run } = header;
  const earlier = history.exists()
    ? await history.lastAnswers(selected, run.startedAt, factsReader())
    : new Map<string, HostFacts>();
  // The very first run has nothing to be held against.
  const before = judgeSnapshot({
    header: { ...header, selected: [...earlier.keys()] },
    hosts: [...earlier.values()],
  });
  const drift = driftBetween(before, audit);
  if (!isQuiet(drift)) io.stdout.write(driftText(drift));
  if (audit.run.interrupted) return 130;
  return isQuiet(drift) ? 0 : 3;
}
