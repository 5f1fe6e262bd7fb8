import { isCutOff, isReadable } from "../audit/drift.js";
import type { HostFacts } from "../audit/evaluate.js";
import type { Asked } from "../audit/news.js";
import { isKnown, remember } from "../audit/remember.js";
import type { HostAudit } from "../model/audit.js";
import type { SnapshotHeader } from "../model/snapshot.js";
import type { Take } from "../snapshot/parse.js";
import { readSnapshots } from "../snapshot/read.js";
import type { History } from "./directory.js";

/** What earlier runs know of one host. */
interface Earlier {
  /** The newest first, down to the last whole answer; runs that ended before its turn are not among them. */
  asked: Asked[];
  /** Its last whole answer, and what answers after that showed besides. */
  known?: HostFacts;
}

export interface LookBack {
  /** The newest run of the same inventory that was read, or else the newest of all. */
  last?: { header: SnapshotHeader; interrupted: boolean };
  /** Of every host that is asked about. */
  hosts: Map<string, Earlier>;
}

interface Answer {
  asked: Asked;
  facts?: HostFacts;
}

/** Reads a history backwards, as far as it takes to find the last whole answer of each of the hosts. */
export async function lookBack(
  history: History,
  now: SnapshotHeader,
  take: Take<HostFacts>,
): Promise<LookBack> {
  const found = new Map(now.selected.map((name) => [name, [] as Answer[]]));
  const open = new Set(now.selected);
  let last: LookBack["last"];
  for (const file of history.exists() ? history.files().reverse() : []) {
    if (open.size === 0) break;
    // A run that was gone on with has several records of a host: the last one counts.
    const answers = new Map<string, Answer>();
    const { header, end } = await readSnapshots([file], (record, of) => {
      const { name } = record.host;
      if (of.run.startedAt >= now.run.startedAt || !open.has(name)) return;
      const facts = take(record, of);
      if (!isCutOff(facts.audit)) answers.set(name, answerOf(facts, of));
    });
    if (header.run.startedAt >= now.run.startedAt) continue;
    if (
      !last ||
      (last.header.run.inventory !== now.run.inventory && header.run.inventory === now.run.inventory)
    )
      last = { header, interrupted: end?.interrupted ?? true };
    for (const [name, answer] of answers) {
      found.get(name)?.push(answer);
      if (answer.asked.status === "ok") open.delete(name);
    }
  }
  const all = [...found, ...[...found.values()].flatMap(ofContainers)];
  const hosts = new Map(all.map(([name, answers]) => [name, earlierOf(answers)] as const));
  return { ...(last && { last }), hosts };
}

/** What containers have answered, in the runs in which their host did; what is known of them stands beside their host. */
function ofContainers(answers: readonly Answer[]): [name: string, answers: Answer[]][] {
  const found = new Map<string, Answer[]>();
  for (const { asked, facts } of answers)
    for (const { name, status, error } of facts?.containers ?? [])
      found.set(name, [
        ...(found.get(name) ?? []),
        { asked: { startedAt: asked.startedAt, status, ...(error && { stage: error.stage }) } },
      ]);
  return [...found];
}

/** What its sections say decides whether an answer is whole, as in the audit of that run. */
function answerOf(facts: HostFacts, header: SnapshotHeader): Answer {
  const { status, error } = facts.audit;
  const asked: Asked = { startedAt: header.run.startedAt, status, ...(error && { stage: error.stage }) };
  return isReadable(facts.audit) ? { asked, facts } : { asked };
}

/** `answers`: the newest first. */
function earlierOf(answers: readonly Answer[]): Earlier {
  const facts = answers.flatMap((each) => each.facts ?? []).reverse();
  const known = facts.reduce<HostFacts | undefined>(
    (before, now) => ({
      ...now,
      audit: before ? remember(before.audit, now.audit) : now.audit,
      containers: containersOf(before, now),
    }),
    undefined,
  );
  return { asked: answers.map(({ asked }) => asked), ...(known && { known }) };
}

/** An answer that names none, as the login was let into none, does not say that there are none. */
function containersOf(before: HostFacts | undefined, { audit, containers = [] }: HostFacts): HostAudit[] {
  const old = new Map((before?.containers ?? []).map((each) => [each.name, each]));
  if (!isKnown(audit, "host.containers_asked")) return [...old.values()];
  return containers.flatMap((each) => {
    const earlier = old.get(each.name);
    if (!isReadable(each)) return earlier ?? [];
    return earlier ? remember(earlier, each) : each;
  });
}
