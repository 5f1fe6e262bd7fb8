import { ForwardError } from "../base/errors.js";
import type { ObserveTarget } from "../inventory/resolve/observe-target.js";
import type { Part, Section } from "../model/snapshot.js";
import type { Session } from "../transport/session.js";
import { request } from "./request.js";
import { keptOf } from "./response.js";

/** For one URL, its connection and its answer each. */
const TIMEOUT_MS = 10_000;

export interface Observed {
  /** The answers, in the form of a section that the host might have printed. */
  section: Section;
  /** What the server does not forward: only the host itself can ask there. */
  prohibited: ObserveTarget[];
}

/**
 * Asks every URL through the SSH connection, one after the other: the name is resolved nowhere, and the request comes
 * from the host itself. Never rejects.
 */
export async function observe(session: Session, targets: readonly ObserveTarget[]): Promise<Observed> {
  const parts: Part[] = [];
  const prohibited: ObserveTarget[] = [];
  for (const target of targets) {
    try {
      const stream = await session.forward(target.connect, TIMEOUT_MS);
      const response = await request(stream, new URL(target.url), TIMEOUT_MS);
      parts.push({ name: target.url, stdout: keptOf(response), stderr: "", status: 0 });
    } catch (error) {
      if (error instanceof ForwardError && error.code === "prohibited") prohibited.push(target);
      else parts.push({ name: target.url, stdout: "", stderr: complaint(error), status: statusOf(error) });
    }
  }
  return { section: { check: "observe", installation: 0, parts, status: 0, timedOut: false }, prohibited };
}

/** curl's own numbers for the same misfortunes: 7 nobody listens, 28 no answer in time, 56 anything else. */
function statusOf(error: unknown): number {
  if (error instanceof ForwardError && error.code === "refused") return 7;
  return error instanceof Error && /within \d/.test(error.message) ? 28 : 56;
}

const complaint = (error: unknown) => `${error instanceof Error ? error.message : String(error)}\n`;
