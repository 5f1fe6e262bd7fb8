/**
 * The two documents of wsgi-audit, as types only. Both are plain JSON.
 *
 * A snapshot is evidence: what each host printed, byte for byte. An audit is what follows from it.
 * Everything from snapshot to audit is a pure function, so yesterday's evidence can be judged by today's rules.
 */

export const SNAPSHOT_SCHEMA = "wsgi-audit/snapshot/1";
export const AUDIT_SCHEMA = "wsgi-audit/audit/1";

/** `ok`, `partial` (some sections failed), `unreachable`, `failed` (no usable answer), `skipped` (interrupted). */
export type HostStatus = "ok" | "partial" | "unreachable" | "failed" | "skipped";
export const HOST_STATUSES = ["ok", "partial", "unreachable", "failed", "skipped"] as const;

/** A demanded value: what `expect:` of the inventory holds for a fact. */
export type Expectation = FactValue | { pattern: string } | { range: string } | { one_of: FactValue[] };

// ---------------------------------------------------------------- snapshot (JSON Lines)

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

// ---------------------------------------------------------------- audit

export type Scalar = string | number | boolean;
/** A fact's value: a scalar, a list of scalars or a list of records. */
export type FactValue = Scalar | readonly Scalar[] | readonly Readonly<Record<string, Scalar | null>>[];

/** Why a fact has no value. `absent`: nothing there to look at; `denied`: no permission; `failed`: could not look. */
export type Lack = "absent" | "denied" | "failed";
export interface Gap {
  outcome: Lack;
  reason: string;
}

/** Fact values by id. A value that could not be had is null, and `gaps` says why. */
export type Facts = Record<string, FactValue | null>;
export type Gaps = Record<string, Gap>;

export type CheckOutcome = "ok" | "absent" | "denied" | "failed";
export interface CheckResult {
  outcome: CheckOutcome;
  reason?: string;
}

export interface ApplicationAudit {
  id: string;
  facts: Facts;
  gaps: Gaps;
}

export interface InstallationAudit {
  /** `binary:config_file`, unique on its host. */
  id: string;
  facts: Facts;
  gaps: Gaps;
  checks: Record<string, CheckResult>;
  applications: ApplicationAudit[];
}

export interface HostAudit {
  name: string;
  address: string;
  groups: string[];
  status: HostStatus;
  error?: HostError;
  durationMs: number;
  connection?: Connection;
  /** What was asked once more as root, and why that brought nothing. */
  elevated?: Omit<Elevated, "transcript">;
  facts: Facts;
  gaps: Gaps;
  /** The worst outcome of each check over the host and its installations. */
  checks: Record<string, CheckResult>;
  installations: InstallationAudit[];
}

export type Level = "host" | "installation" | "application";
export type FactType = "string" | "number" | "boolean" | "list" | "records";

/** What the catalogue says about a fact. */
export interface FactInfo {
  id: string;
  label: string;
  description: string;
  type: FactType;
  level: Level;
  check: string;
  /** False for facts that differ by nature (times, paths of temporary files): never compared. */
  compared: boolean;
  /** Fields of records that differ by nature: shown, never compared. */
  ignores?: readonly string[];
}

export type Severity = "error" | "warning" | "info";
export const SEVERITIES = ["error", "warning", "info"] as const;

export interface RuleInfo {
  id: string;
  severity: Severity;
  title: string;
  why: string;
  remedy: string;
  reference?: string;
}

/** How one fact is spread over one comparison group: over its installations, or its hosts for a host's fact. */
export interface Comparison {
  fact: string;
  group: string;
  /** Rarest first. */
  values: { value: FactValue; count: number; hosts: string[] }[];
  /** Installations (for a host's fact: hosts) without a value: counted, never compared. */
  unknown: number;
  /** The value of more than half of the known installations; null where there is a tie or no majority. */
  majority: FactValue | null;
  /** The host whose value it is, where the user named one to compare with. */
  golden?: string;
  /** Those that differ from the majority; for a host's fact the installation is "". */
  outliers: { host: string; installation: string; value: FactValue }[];
}

/** Installations whose compared facts are all equal. */
export interface InstallationClass {
  group: string;
  count: number;
  /** Host names; a host with two equal installations stands twice. */
  hosts: string[];
  members: { host: string; installation: string }[];
  representative: { host: string; installation: string };
}

export interface Finding {
  rule: string;
  severity: Severity;
  host: string;
  installation?: string;
  application?: string;
  message: string;
  /** The facts or lines that the finding rests on. */
  evidence: string;
  remedy: string;
  expected?: FactValue;
  actual?: FactValue;
}

/** A finding that somebody has accepted for a time, with the reason: counted and shown, never a fault. */
export interface AcceptedFinding extends Finding {
  reason: string;
  /** The last day, `2027-01-31`. */
  until: string;
}

/** A rule that could not be judged: unknown is never pass. */
export interface UnknownVerdict {
  rule: string;
  host: string;
  installation?: string;
  application?: string;
  reason: string;
}

export interface Totals {
  hosts: Record<HostStatus | "selected", number>;
  installations: number;
  applications: number;
  findings: Record<Severity, number>;
  accepted: number;
  unknown: number;
}

export interface Audit {
  schema: typeof AUDIT_SCHEMA;
  tool: { name: string; version: string };
  run: {
    id: string;
    startedAt: string;
    finishedAt: string | null;
    inventory: string;
    selected: string[];
    interrupted: boolean;
    compareBy: string;
  };
  totals: Totals;
  hosts: HostAudit[];
  catalogue: { facts: FactInfo[]; rules: RuleInfo[] };
  comparison: Comparison[];
  classes: InstallationClass[];
  findings: Finding[];
  accepted: AcceptedFinding[];
  unknown: UnknownVerdict[];
}
