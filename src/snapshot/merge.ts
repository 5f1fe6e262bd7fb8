import { UsageError } from "../base/errors.js";
import type { Shard, Snapshot, SnapshotEnd, SnapshotHeader, UserFact } from "../model/snapshot.js";
import { fleetDigest } from "./shard.js";

/** A snapshot's header, and the name of its file for messages. */
export interface HeaderOf {
  file: string;
  header: SnapshotHeader;
}

interface ShardOf {
  file: string;
  header: SnapshotHeader & { shard: Shard };
}

/**
 * The header of several snapshots together. Shards of one selection become that selection, its hosts in its order;
 * whatever else there is stands beside it. A lone shard stays the shard that it is. Throws a UsageError for a host
 * that stands in two of them, and for shards that are missing, doubled, or not of one selection.
 */
export function mergeHeaders(parts: readonly HeaderOf[]): SnapshotHeader {
  const [only] = parts;
  if (!only) throw new UsageError("no snapshot was named");
  const shards = parts.filter((part): part is ShardOf => part.header.shard !== undefined);
  const [first] = shards;
  if (!first || (parts.length === 1 && first.header.shard.count > 1)) return parts.map(headerOf).reduce(join);
  const whole = { file: first.file, header: joinShards(shards) };
  return parts
    .flatMap((part) => (part === first ? [whole] : part.header.shard ? [] : [part]))
    .map(headerOf)
    .reduce(join);
}

const headerOf = ({ header }: HeaderOf) => header;

/** How several runs ended; undefined if one of them did not. */
export function mergeEnds(ends: readonly (SnapshotEnd | undefined)[]): SnapshotEnd | undefined {
  const known = ends.filter((end) => end !== undefined);
  const finishedAt = known
    .map((end) => end.finishedAt)
    .sort()
    .at(-1);
  if (finishedAt === undefined || known.length < ends.length) return undefined;
  return { record: "end", finishedAt, interrupted: known.some(({ interrupted }) => interrupted) };
}

/** Throws a UsageError for a shard without the others: what is not there must not pass for what is well. */
export function requireWhole({ header: { shard } }: Pick<Snapshot, "header">): void {
  if (shard) checkNumbers([{ file: "", header: { shard } }], shard.count);
}

function joinShards(shards: readonly ShardOf[]): SnapshotHeader {
  const [first, ...others] = shards.toSorted((a, b) => a.header.shard.index - b.header.shard.index);
  if (!first) throw new UsageError("no shard was named");
  for (const other of others) checkAlike(first, other);
  checkNumbers(shards, first.header.shard.count);
  const { shard, ...header } = first.header;
  const selected = inPlaces(shards);
  if (fleetDigest({ ...header, selected }) !== shard.fleet)
    throw new UsageError(`the shards do not fit together: a header was changed, of ${names(shards)}`);
  const startedAt = shards.map(({ header: { run } }) => run.startedAt).sort()[0] ?? header.run.startedAt;
  return { ...header, run: { ...header.run, startedAt }, selected };
}

const names = (shards: readonly { file: string }[]) => shards.map(({ file }) => file).join(", ");

function checkAlike(one: ShardOf, other: ShardOf): void {
  const [a, b] = [one.header, other.header];
  if (a.shard.fleet !== b.shard.fleet)
    throw new UsageError(
      `${one.file} and ${other.file} are shards of different selections: ${whatDiffers(a, b)}`,
    );
  if (a.shard.count !== b.shard.count) {
    throw new UsageError(
      `${one.file} is shard ${ofAll(a.shard)}, ${other.file} is shard ${ofAll(b.shard)}: give all of one number`,
    );
  }
}

const ofAll = ({ index, count }: Pick<Shard, "index" | "count">) => `${index} of ${count}`;

/** What two headers, not of one selection, have apart. */
function whatDiffers(a: SnapshotHeader, b: SnapshotHeader): string {
  if (a.tool.version !== b.tool.version && a.script !== b.script)
    return `versions ${a.tool.version} and ${b.tool.version} run different scripts`;
  if (a.script !== b.script) return "their scripts differ, by --probe or by the inventory's facts";
  if (a.compareBy !== b.compareBy) return `compare_by is ${a.compareBy} and ${b.compareBy}`;
  return "other hosts were selected, or in another order";
}

function checkNumbers(shards: readonly { file: string; header: { shard: Shard } }[], count: number): void {
  const files = new Map<number, string>();
  for (const { file, header } of shards) {
    const { index } = header.shard;
    const before = files.get(index);
    if (before !== undefined)
      throw new UsageError(`shard ${ofAll({ index, count })} is given more than once: ${before}, ${file}`);
    files.set(index, file);
  }
  const missing = Array.from({ length: count }, (_, place) => place + 1).filter((index) => !files.has(index));
  if (missing.length > 0) throw new UsageError(tellMissing(missing, count));
}

/** Numbers that are told one by one. */
const TOLD = 12;

function tellMissing(missing: readonly number[], count: number): string {
  const [s, are] = missing.length === 1 ? ["", "is"] : ["s", "are"];
  const more = missing.length > TOLD ? ` and ${missing.length - TOLD} more` : "";
  const told = `${missing.slice(0, TOLD).join(", ")}${more}`;
  return `shard${s} ${told} of ${count} ${are} missing: name the snapshots of all shards; one that was interrupted goes on with --resume`;
}

/** The hosts of all shards in the order of the selection, as far as their places are told. */
function inPlaces(shards: readonly ShardOf[]): string[] {
  const places = shards.flatMap(({ header: { selected, shard } }) =>
    selected.map((name, index) => ({ name, place: shard.positions[index] ?? -1 })),
  );
  return places.sort((a, b) => a.place - b.place).map(({ name }) => name);
}

function join(one: SnapshotHeader, other: SnapshotHeader): SnapshotHeader {
  const known = new Set(one.selected);
  const doubled = other.selected.find((name) => known.has(name));
  if (doubled !== undefined) throw new UsageError(`host ${doubled} stands in more than one snapshot`);
  return { ...one, selected: [...one.selected, ...other.selected], ...mergedFacts(one, other) };
}

/** Of two inventories, each keeps its own. */
function mergedFacts(one: SnapshotHeader, other: SnapshotHeader): { facts?: UserFact[] } {
  const facts = new Map([...(other.facts ?? []), ...(one.facts ?? [])].map((fact) => [fact.id, fact]));
  return facts.size > 0 ? { facts: [...facts.values()] } : {};
}
