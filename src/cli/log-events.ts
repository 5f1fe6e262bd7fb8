import type { Holder } from "../lock.js";
import type { HostError, HostRecord } from "../model.js";
import type { Signal } from "./io.js";

export type Level = "info" | "warn" | "error";

type Counts = Record<HostRecord["status"], number>;
type Failure = Pick<HostError, "stage" | "code" | "message">;

/** The events of a log, each with what it says besides `level`, `time` (ISO, UTC) and `event`. */
export interface Events {
  /** A lock is held by another run. */
  "lock-waiting": { file: string } & Partial<Holder>;
  "lock-taken": { file: string };
  /** What of an inventory of Ansible is not taken over. */
  "inventory-note": { message: string };
  /** All is known, no host has been contacted. `script` is the digest of what runs on the hosts. */
  "run-started": {
    run: string;
    version: string;
    inventory: string;
    selected: number;
    limits: { handshakes: number; running: number };
    script: string;
  };
  "host-connecting": { host: string };
  /** Logged in; the script runs. */
  "host-running": { host: string };
  /** An attempt failed in a way that another one may cure. */
  "host-retrying": { host: string } & Failure;
  "host-done": {
    host: string;
    status: HostRecord["status"];
    /** Milliseconds. */
    durationMs: number;
    /** Null where there was no connection. */
    transport: "ssh2" | "openssh" | "local" | null;
  } & Partial<Failure>;
  signal: { signal: Signal };
  /** `file` is null for standard output. */
  "report-written": { format: string; file: string | null };
  "snapshot-written": { file: string };
  "history-added": { directory: string };
  /** `message` where the run could not be done. */
  "run-ended": { code: number; hosts: Counts; message?: string };
}
