import type { HostAudit } from "../../src/model/audit.js";

/** Seconds of the inventory, for the hosts that run into them. */
export const CONNECT_TIMEOUT = 4;
export const DEADLINE = 10;

/** For the others, which have to fail or to answer by themselves, on a machine that has much else to do. */
export const PATIENT = { connect_timeout: "30s", deadline: "60s" };

/** Above a limit of the program: what dozens of hosts on a slow machine cost each other. */
const SLACK = 5;

/** Without any waiting; as long as the connect timeout; as long as the deadline. */
export const BOUND = { atOnce: 20, connect: CONNECT_TIMEOUT + SLACK, deadline: DEADLINE + SLACK } as const;

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
  /** Seconds from the first dial to the last word. */
  bound: number;
  /** Facts that were told before the fault, and have to be there. */
  kept?: Record<string, unknown>;
}

export const unreachable = (stage: string, code: string): Fault["expect"] => ({
  status: "unreachable",
  stage,
  code,
});
