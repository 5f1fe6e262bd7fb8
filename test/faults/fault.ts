import type { HostAudit } from "../../src/model/audit.js";

/** Seconds, for the hosts that run into it: a login takes no part of it, on a machine that has much else to do. */
export const CONNECT_TIMEOUT = 10;

/** For hosts that have to fail or to answer by themselves. */
export const PATIENT = { connect_timeout: "200s", deadline: "200s" };

/** Of the limits of a host, one alone is short: what another one has to end comes far too late. */
export const LIMITS = {
  itself: PATIENT,
  connect_timeout: { ...PATIENT, connect_timeout: `${CONNECT_TIMEOUT}s` },
  deadline: { ...PATIENT, deadline: "15s" }, // a command that asks for a secret has 20 s
} as const;

/** Seconds: more than any host takes that is ended by what has to end it, less than by a limit that is not short. */
export const BOUND = 150;

export interface Server {
  port: number;
  close?(): void | Promise<void>;
}

/** A host on which something is wrong, and what the audit has to make of it. */
export interface Fault {
  start(): Promise<Server>;
  /** The jump host that it is behind. */
  gate?(): Promise<Server>;
  /** Replaces settings of the inventory. */
  settings?: Record<string, unknown>;
  /** What known_hosts has for it; null for nothing, undefined for the key that the test's servers have. */
  hostKey?: string | null;
  expect: { status: HostAudit["status"]; stage?: string; code?: string | RegExp; hint?: RegExp };
  endedBy: keyof typeof LIMITS;
  /** Facts that were told before the fault, and have to be there. */
  kept?: Record<string, unknown>;
}

export const unreachable = (stage: string, code: string): Fault["expect"] => ({
  status: "unreachable",
  stage,
  code,
});
