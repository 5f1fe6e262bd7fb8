import type { Command } from "commander";
import { loadAccepted } from "../../audit/accepted-file.js";
import type { EvaluateOptions } from "../../audit/evaluate.js";

export interface JudgingOptions {
  golden?: string;
  accepted?: string;
}

/** The options of every command that judges. */
export const withJudgingOptions = (command: Command): Command =>
  command
    .option("--golden <host>", "compare all hosts with this one instead of with the majority of their group")
    .option("--accepted <file>", "findings that are accepted for a time, with the reason (YAML)");

/**
 * What the options mean. `hosts` are all of the inventory, where there is one. Rejects with an InventoryError for a file
 * that cannot be understood.
 */
export const judgingFrom = async (
  { golden, accepted }: JudgingOptions,
  hosts?: Iterable<string>,
): Promise<EvaluateOptions> => ({
  ...(golden !== undefined && { golden }),
  ...(accepted !== undefined && { accepted: await loadAccepted(accepted, hosts && { hosts }) }),
});
