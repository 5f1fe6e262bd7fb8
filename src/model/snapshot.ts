import type { Expectation, HostStatus } from "./fact.js";

/**
 * The snapshot is evidence: what each host printed, byte for byte, a line of JSON each. Everything that follows from it is
 * a pure function, so that yesterday's evidence can be judged by today's rules.
 */

export const SNAPSHOT_SCHEMA = "wsgi-audit/snapshot/1";

/** A fact of the user's own: a shell command, and what its output means. */
export interface UserFact {
  /** Begins with `user.`. */
  id: string;
  label: string;
  command: string;
  /** Regular expression: its first group, or the whole match, is the value. */
  pattern?: string;
  /** `boolean` is the command's exit status, `list` its lines. */
  type: "string" | "number" | "boolean" | "list";
}

/** First line of a snapshot. */
export interface SnapshotHeader {
  record: "header";
  schema: typeof SNAPSHOT_SCHEMA;
  tool: { name: string; version: string };
  run: { id: string; startedAt: string; inventory: string };
  /** Host names in the order of the inventory. */
  selected: string[];
  /** A host fact id, or "group". */
  compareBy: string;
  /** SHA-256 of the script that ran, without its nonce. */
  script: string;
  /** The inventory's own facts, so that the snapshot can be judged without it. */
  facts?: UserFact[];
  /** Of which `selected` is a part, where several runs share a selection. */
  shard?: Shard;
}

/** One part of a selection. */
export interface Shard {
  /** From 1 to `count`. */
  index: number;
  count: number;
  /** SHA-256 over what the shards of one audit have in common: all names, the script, facts and groups compared. */
  fleet: string;
  /** The places, from 0, that its hosts have in the whole selection. */
  positions: number[];
}

/** Who a host is in the inventory, carried along so that a snapshot can be judged without the inventory. */
export interface HostIdentity {
  name: string;
  /** `user@address:port`. */
  address: string;
  /** Every group the host belongs to, nearest first. */
  groups: string[];
  expect: Record<string, Expectation>;
}

/** The output of one command of a section, or what a section printed outside its commands (name ""). */
export interface Part {
  name: string;
  stdout: string;
  stderr: string;
  /** Exit status; null if its end never came. */
  status: number | null;
  /** The bytes were not UTF-8: each character stands for one byte. */
  encoding?: "latin1";
}

/** One framed piece of a host's output. `installation` is 0 for sections about the whole host. */
export interface Section {
  check: string;
  installation: number;
  parts: Part[];
  /** Exit status of the section; null if its end never came. */
  status: number | null;
  /** The section was ended by its own time limit. */
  timedOut: boolean;
}

export interface HostError {
  stage: string;
  code: string;
  message: string;
  hint?: string;
}

/** What one host printed. */
export interface Transcript {
  /** The end mark was seen: nothing is missing at the end. */
  complete: boolean;
  sections: Section[];
  /** What came before, between and after the frames (noisy login shells), at most a few kilobytes. */
  noise: string;
  /** Digest and version of the script, where it is one that is installed on the host. */
  script?: string;
}

/** One host's line in the snapshot. */
export interface HostRecord {
  record: "host";
  host: HostIdentity;
  status: Exclude<HostStatus, "partial">;
  startedAt: string;
  durationMs: number;
  error?: HostError;
  /** SSH facts worth keeping as evidence. */
  connection?: Connection;
  transcript?: Transcript;
  elevated?: Elevated;
}

/** What was asked once more as root (`become: auto`), because the login had been denied something. */
export interface Elevated {
  /** The checks whose sections were asked for; those that they build on stand beside them. */
  checks: string[];
  transcript: Transcript;
  /** Why it is not whole: sudo refused, or time was over. */
  error?: HostError;
}

/** What was negotiated with a host. */
export interface Connection {
  server?: string;
  kex?: string;
  cipher?: string;
  hostKey?: { type: string; fingerprint: string };
  authenticatedBy?: string;
  /** Where it is not SSH in process. */
  transport?: "openssh" | "local";
  /** Why it is that one, where the user has not chosen it. */
  because?: string;
  /** From dialling to being connected: one round trip on the network, and what the system takes for it. */
  roundTripMs?: number;
  /** Weak algorithms were allowed, by the user: `algorithms` of the inventory. */
  algorithms?: "legacy" | "ancient";
  /** Jump hosts, the first one that is dialled first. */
  via?: string[];
}

/** Last line of a snapshot; its absence means that the run was killed. */
export interface SnapshotEnd {
  record: "end";
  finishedAt: string;
  interrupted: boolean;
}

export type SnapshotRecord = SnapshotHeader | HostRecord | SnapshotEnd;

/** `Host` is what is kept of a host's record. */
export interface Snapshot<Host = HostRecord> {
  header: SnapshotHeader;
  hosts: Host[];
  end?: SnapshotEnd;
}
