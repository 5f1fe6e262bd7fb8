import { readFileSync, writeFileSync } from "node:fs";
import type { Environment } from "./environment.js";
import type { GrowthRow } from "./growth.js";
import type { LatencyRow } from "./latency.js";
import type { Comparison } from "./side-by-side.js";
import type { TargetRow } from "./targets.js";

/** The figures of one run of the bench, of which the tables of docs/speed.md are made. */
export interface Results {
  environment: Environment;
  targets: TargetRow[];
  /** Of the clients alone: recorded hosts that answer at once. */
  transport: Comparison;
  /** Of whole audits: a real sshd, a real shell, this machine as every host. */
  wholeAudit: Comparison;
  /** Milliseconds of client CPU per host, with the key exchange that both ends would take by themselves. */
  defaultKeyExchangeMs: number;
  growth: GrowthRow[];
  latency: LatencyRow[];
}

export const readResults = (file: string): Results => JSON.parse(readFileSync(file, "utf8")) as Results;

export const writeResults = (file: string, results: Results): void =>
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
