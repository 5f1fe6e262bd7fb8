import type { Finding, HostAudit } from "../model/audit.js";
import type { Drift } from "./drift.js";

/** One run in which a host was asked. */
export interface Asked {
  startedAt: string;
  status: HostAudit["status"];
  /** How far it came, where there was no whole answer. */
  stage?: string;
}

/** A host without a whole answer. */
export interface Silence {
  host: HostAudit;
  /** Start of the first run without a whole answer since the last one that had it. */
  since: string;
  /** Start of the run that has its last whole answer; missing where none is known. */
  lastWhole?: string;
  /** New: since this run, or for another reason than before. Due: a week more is over. */
  told?: "new" | "due";
}

/** One whose answer is whole again. */
export interface Return {
  host: string;
  since: string;
}

export interface OpenFindings {
  findings: readonly Finding[];
  /** How many of them were last seen on hosts that do not answer now. */
  unseen: number;
  oldest?: { since: string; finding: Finding; orEarlier: boolean };
}

/** What a run tells of itself to who was told of the runs before. */
export interface News {
  /** The run before; missing in the first one, which tells all. */
  since?: { startedAt: string; interrupted: boolean };
  drift: Drift;
  silent: Silence[];
  back: Return[];
  open: OpenFindings;
}

const DAYS_MS = 86_400_000;
const WEEK = 7;

/** By the date, so that a timer that is a few seconds early costs no day. */
const dayOf = (time: string) => Math.floor(Date.parse(time) / DAYS_MS);

const weeksBetween = (start: string, end: string) => Math.floor((dayOf(end) - dayOf(start)) / WEEK);

/**
 * Since when a host has given no whole answer, and whether that is to be told now: when it begins, when the reason is
 * another one, and once in every week that it lasts. `asked`: the runs before, the newest first, down to the last whole
 * answer.
 */
export function silenceOf(host: HostAudit, asked: readonly Asked[], now: string): Silence {
  const [last] = asked;
  const silent = asked.filter(({ status }) => status !== "ok");
  const lastWhole = asked.find(({ status }) => status === "ok")?.startedAt;
  const since = silent.at(-1)?.startedAt ?? now;
  const isNew = !last || last.status !== host.status || last.stage !== host.error?.stage;
  const isDue = last !== undefined && weeksBetween(since, now) > weeksBetween(since, last.startedAt);
  return {
    host,
    since,
    ...(lastWhole !== undefined && { lastWhole }),
    ...(isNew ? { told: "new" as const } : isDue && { told: "due" as const }),
  };
}

/** Whether it answers as a whole again; undefined where it did before. */
export function returnOf(host: HostAudit, asked: readonly Asked[]): Return | undefined {
  const silent = asked.filter(({ status }) => status !== "ok");
  const since = silent.at(-1)?.startedAt;
  return host.status === "ok" && since !== undefined ? { host: host.name, since } : undefined;
}
