import { createHash } from "node:crypto";
import { UsageError } from "../base/errors.js";
import type { SnapshotHeader } from "../model/snapshot.js";

/** One of the equal parts of a selection, `2/5`. */
export interface Slice {
  /** Counts from 1. */
  index: number;
  count: number;
}

/** What there must be of a host to be given to a shard. */
export interface Shardable {
  identity: { name: string };
  target: { via?: Hop };
}

interface Hop {
  name: string;
  via?: Hop;
}

/** Parallel engines number their jobs in environment variables, from 0 or from 1. */
const ENGINES = [
  { name: "a Kubernetes Indexed Job", index: "JOB_COMPLETION_INDEX", first: 0, count: "WSGI_AUDIT_SHARDS" },
  { name: "GNU parallel", index: "PARALLEL_SEQ", first: 1, count: "WSGI_AUDIT_SHARDS" },
  { name: "GitLab CI", index: "CI_NODE_INDEX", first: 1, count: "CI_NODE_TOTAL" },
  { name: "CircleCI", index: "CIRCLE_NODE_INDEX", first: 0, count: "CIRCLE_NODE_TOTAL" },
  { name: "Buildkite", index: "BUILDKITE_PARALLEL_JOB", first: 0, count: "BUILDKITE_PARALLEL_JOB_COUNT" },
  { name: "AWS Batch", index: "AWS_BATCH_JOB_ARRAY_INDEX", first: 0, count: "AWS_BATCH_JOB_ARRAY_SIZE" },
] as const;

type Engine = (typeof ENGINES)[number];
type Variables = Readonly<Record<string, string | undefined>>;

const NUMBER = /^\d{1,6}$/;

/** `2/5`, or `auto` for what a parallel engine says in the environment. Throws a UsageError. */
export function parseShard(text: string, environment: Variables): Slice {
  if (text === "auto") return shardOf(environment);
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  if (index === undefined || count === undefined)
    throw new UsageError(`--shard ${text}: expected i/n, such as 2/5, or auto`);
  return checked({ index: Number(index), count: Number(count) }, `--shard ${text}`);
}

export const showSlice = ({ index, count }: Slice): string => `${index}/${count}`;

function shardOf(environment: Variables): Slice {
  const found = ENGINES.filter(({ index }) => environment[index]);
  const [first, ...others] = found.map((engine) => sliceBy(engine, environment));
  if (!first) throw new UsageError(`--shard auto: none of these is set: ${pairs(ENGINES)}`);
  if (others.some(({ index, count }) => index !== first.index || count !== first.count))
    throw new UsageError(`--shard auto: these say different things, give i/n instead: ${pairs(found)}`);
  return first;
}

const pairs = (engines: readonly Engine[]) =>
  engines.map(({ name, index, count }) => `${index} with ${count} (${name})`).join(", ");

function sliceBy(engine: Engine, environment: Variables): Slice {
  const number = (variable: string) => {
    const value = environment[variable];
    if (!value) throw new UsageError(`--shard auto: ${engine.index} is set, but ${variable} is not`);
    if (!NUMBER.test(value)) throw new UsageError(`--shard auto: ${variable}=${value} is no number`);
    return Number(value);
  };
  const slice = { index: number(engine.index) - engine.first + 1, count: number(engine.count) };
  const said = [engine.index, engine.count].map((name) => `${name}=${environment[name]}`).join(" ");
  return checked(slice, `--shard auto: ${said}`);
}

function checked(slice: Slice, what: string): Slice {
  const { index, count } = slice;
  if (index < 1 || index > count)
    throw new UsageError(`${what}: there is no shard ${index} of ${count}; they count from 1`);
  return slice;
}

/** The hosts of one shard, and what they are a part of. */
export interface Part {
  slice: Slice;
  /** The names of all that were selected. */
  whole: readonly string[];
  /** The places in it of this shard's hosts. */
  positions: number[];
}

/**
 * The shard, from 1, that a host is in. It depends on the host's name alone, or on that of the outermost jump host
 * before it: another host in the inventory moves none, and the hosts behind one jump host share its connection.
 * @internal
 */
export function shardIndex({ identity, target }: Shardable, count: number): number {
  const first = outermost(target.via);
  const digest = createHash("sha256")
    .update(first ? hopName(first) : identity.name)
    .digest();
  return (digest.readUIntBE(0, 6) % count) + 1;
}

const outermost = (hop: Hop | undefined): Hop | undefined => (hop?.via ? outermost(hop.via) : hop);

/** The same jump host may be written `gate`, `ops@gate` and `gate:22`. */
const hopName = ({ name }: Hop) => name.replace(/^[^@]+@/, "").replace(/:\d+$/, "");

/** The hosts of one shard of a selection, in its order. There may be none. */
export function takeShard<T extends Shardable>(
  hosts: readonly T[],
  slice: Slice,
): { hosts: T[]; part: Part } {
  const own = [...hosts.entries()].filter(([, host]) => shardIndex(host, slice.count) === slice.index);
  const whole = hosts.map(({ identity }) => identity.name);
  const positions = own.map(([position]) => position);
  return { hosts: own.map(([, host]) => host), part: { slice, whole, positions } };
}

/**
 * Tells selections apart: SHA-256 over the names of all hosts in their order and whatever else the shards of one
 * audit must have in common, the script above all.
 */
export function fleetDigest({ selected, compareBy, script, facts = [] }: Whole): string {
  return createHash("sha256")
    .update(JSON.stringify([selected, compareBy, script, facts]))
    .digest("hex");
}

type Whole = Pick<SnapshotHeader, "compareBy" | "script" | "facts"> & { selected: readonly string[] };
