import { UsageError } from "../base/errors.js";
import { parseHost } from "../facts/host.js";
import type { HostRecord, SnapshotHeader, UserFact } from "../model/snapshot.js";
import { showSlice } from "../snapshot/shard.js";

/**
 * What a run has of a host: a `whole` answer, one that is whole but `partial` as sections of it failed, a `poor` one
 * (unreachable, failed or without its end), one that an interrupt `cut` off, or that its turn never came (`skipped`).
 */
export type Answer = "whole" | "partial" | "poor" | "cut" | "skipped";

/** As far as it can be told without reading what the host said: never `partial`. @internal */
export function answerOf({ status, error, elevated, transcript }: HostRecord): Exclude<Answer, "partial"> {
  if (status === "skipped") return "skipped";
  if (error?.code === "interrupted" || elevated?.error?.code === "interrupted") return "cut";
  return status === "ok" && transcript?.complete ? "whole" : "poor";
}

export function readAnswer(record: HostRecord, { facts }: { facts?: readonly UserFact[] }): Answer {
  const answer = answerOf(record);
  return answer === "whole" && parseHost(record, { facts: facts ?? [] }).status !== "ok" ? "partial" : answer;
}

/** A run that did not come to its end, or not with all hosts. */
export interface Earlier {
  file: string;
  header: SnapshotHeader;
  /** By host; the last one where it was asked more than once. */
  answers: ReadonlyMap<string, Answer>;
  /** It has an end mark, and was not interrupted. */
  ended: boolean;
}

/** The names of the hosts that are still to be asked. */
export function remaining(
  { header, answers }: Earlier,
  { retryFailed }: { retryFailed: boolean },
): Set<string> {
  const kept: readonly (Answer | undefined)[] = retryFailed ? ["whole"] : ["whole", "partial", "poor"];
  return new Set(header.selected.filter((name) => !kept.includes(answers.get(name))));
}

/** Whether a later answer takes the place of an earlier one: it tells the state of today, unless it was interrupted. */
export function displaces(later: Answer, earlier: Answer | undefined): boolean {
  if (later === "skipped") return earlier === undefined;
  return later !== "cut" || earlier === undefined || earlier === "skipped";
}

/**
 * Throws a UsageError that says what differs, where the run as it would be now is not the one that was interrupted.
 * `otherProbe`: the digest of the script if --probe were given, or were not.
 */
export function checkSame({ file, header }: Earlier, now: SnapshotHeader, otherProbe: string): void {
  const why =
    shardDiffers(header, now) ??
    hostsDiffer(header, now) ??
    scriptDiffers(header, now, otherProbe) ??
    restDiffers(header, now);
  if (why !== undefined) throw new UsageError(`cannot go on with ${file}: ${why}`);
}

function shardDiffers({ shard: then }: SnapshotHeader, { shard: now }: SnapshotHeader): string | undefined {
  if (then && now && showSlice(then) !== showSlice(now))
    return `it is shard ${showSlice(then)}, not ${showSlice(now)}`;
  if (then && !now) return `it is shard ${showSlice(then)}: give --shard as well, or no patterns`;
  return now && !then ? "it is no shard" : undefined;
}

function hostsDiffer(then: SnapshotHeader, now: SnapshotHeader): string | undefined {
  const [before, after] = [new Set(then.selected), new Set(now.selected)];
  const gone = then.selected.filter((name) => !after.has(name));
  const added = now.selected.filter((name) => !before.has(name));
  const told = [
    ...(gone.length > 0 ? [`not selected any more: ${shortened(gone)}`] : []),
    ...(added.length > 0 ? [`selected besides: ${shortened(added)}`] : []),
  ];
  return told.length > 0 ? `other hosts are selected than then; ${told.join("; ")}` : undefined;
}

/** Names that are told one by one. */
const TOLD = 5;

const shortened = (names: readonly string[]) =>
  names.length > TOLD
    ? `${names.slice(0, TOLD).join(", ")} and ${names.length - TOLD} more`
    : names.join(", ");

function scriptDiffers(then: SnapshotHeader, now: SnapshotHeader, otherProbe: string): string | undefined {
  if (then.script === now.script) return undefined;
  if (then.script === otherProbe) return "one of the two runs has --probe, the other has not";
  if (then.tool.version !== now.tool.version)
    return `version ${then.tool.version} ran another script than ${now.tool.version} would: start anew`;
  return "it ran another script than would run now, because of the inventory's facts or another build: start anew";
}

function restDiffers(then: SnapshotHeader, now: SnapshotHeader): string | undefined {
  if (then.compareBy !== now.compareBy)
    return `compare_by of the inventory was ${then.compareBy}, now it is ${now.compareBy}`;
  if (JSON.stringify(then.facts) !== JSON.stringify(now.facts)) return "the inventory's facts have changed";
  return then.shard?.fleet === now.shard?.fleet
    ? undefined
    : "the hosts of the other shards have changed, or their order";
}
