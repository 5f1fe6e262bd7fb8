/** What a fact is: its value, why it may have none, and what the catalogue says of it. */

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

/** A demanded value: what `expect:` of the inventory holds for a fact. */
export type Expectation = FactValue | { pattern: string } | { range: string } | { one_of: FactValue[] };

/** `ok`, `partial` (some sections failed), `unreachable`, `failed` (no usable answer), `skipped` (interrupted). */
export type HostStatus = "ok" | "partial" | "unreachable" | "failed" | "skipped";

export const HOST_STATUSES = ["ok", "partial", "unreachable", "failed", "skipped"] as const;
