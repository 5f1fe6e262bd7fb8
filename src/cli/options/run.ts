import type { CollectOptions } from "./collect.js";
import type { JudgingOptions } from "./judge.js";
import type { OutputOptions } from "./output.js";

/** What `run` takes. */
export interface RunOptions extends CollectOptions, OutputOptions, JudgingOptions {
  snapshot?: string;
  keep?: number;
  keepDays?: number;
  changesOnly?: boolean;
}
