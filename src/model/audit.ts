import type { FactInfo, Facts, FactValue, Gaps, HostStatus } from "./fact.js";
import type { Connection, Elevated, HostError } from "./snapshot.js";

/** The audit is what follows from a snapshot: one plain JSON document, which every report is made of. */

export const AUDIT_SCHEMA = "wsgi-audit/audit/1";

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
