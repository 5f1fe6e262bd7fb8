import type { Command } from "commander";
import { codeOf } from "../../audit/exit-code.js";
import { UsageError } from "../../base/errors.js";
import type { Io } from "../io.js";
import { type CollectOptions, collectTo, planFor, withCollectOptions } from "../options/collect.js";
import { withUnattendedOptions } from "../unattended/unattended.js";

export interface CollectCommandOptions extends CollectOptions {
  output?: string;
}

/** `collect`: only the evidence. */
export const addCollect = (program: Command, io: Io, done: (code: number) => void): Command =>
  withCollectOptions(withUnattendedOptions(program.command("collect"), io), "output")
    .description("collect only: write a snapshot for `report`")
    .option("-o, --output <file>", "snapshot to write (JSON Lines), - for standard output")
    .action(async (patterns: string[], options: CollectCommandOptions) => {
      const file = options.resume ?? options.output;
      if (file === undefined)
        throw new UsageError("collect needs the file to write, -o FILE, or to go on with, --resume FILE");
      const { interrupted, incomplete } = await collectTo(
        file,
        await planFor(patterns, options, io),
        options,
        io,
      );
      io.run.log.event("snapshot-written", { file });
      done(codeOf({ interrupted, whole: !incomplete, found: false }));
    });
