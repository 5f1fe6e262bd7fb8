import { checkEvaluation, type EvaluateOptions, factsReader, judgeSnapshot } from "../audit/evaluate.js";
import { checkArgument, listOf, text } from "../base/arguments.js";
import type { Audit } from "../model/audit.js";
import { readSnapshots } from "../snapshot/read.js";

/**
 * Judges snapshot files, or outputs of the script, merged into one. Memory holds the facts of the hosts, and the
 * transcript of one. Rejects with a UsageError for a file that cannot be read, and as `evaluate` throws.
 */
export async function auditSnapshots(
  files: readonly string[],
  options: EvaluateOptions = {},
): Promise<Audit> {
  checkArgument("auditSnapshots: files", files, listOf(text));
  checkEvaluation("auditSnapshots", options);
  return judgeSnapshot(await readSnapshots(files, factsReader(options)), options);
}
