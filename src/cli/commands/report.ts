import type { Command } from "commander";
import { factsReader, judgeSnapshot } from "../../audit/evaluate.js";
import { requireWhole } from "../../snapshot/merge.js";
import { readSnapshots } from "../../snapshot/read.js";
import type { Io } from "../io.js";
import { type JudgingOptions, judgingFrom, withJudgingOptions } from "../options/judge.js";
import { checkOutput, type OutputOptions, withOutputOptions } from "../options/output.js";
import { deliver } from "../output.js";

export interface ReportCommandOptions extends OutputOptions, JudgingOptions {}

/** `report`: judge and render what was collected earlier. */
export const addReport = (program: Command, io: Io, done: (code: number) => void): Command =>
  withJudgingOptions(withOutputOptions(program.command("report")))
    .argument(
      "<snapshot...>",
      "snapshots of `run --snapshot` or `collect`, and outputs of `script --standalone`; several are merged, all shards of a run too; - is standard input",
    )
    .option(
      "--history <dir>",
      "directory of `run --history`: the HTML page shows with each row what changed (30 runs)",
    )
    .description("judge and render saved snapshots, without any host")
    .action(async (files: string[], options: ReportCommandOptions) => {
      checkOutput(options, io.words);
      const snapshot = await readSnapshots(files, factsReader());
      requireWhole(snapshot);
      const audit = judgeSnapshot(snapshot, await judgingFrom(options));
      done(await deliver(audit, options, io, "wsgi-audit run"));
    });
