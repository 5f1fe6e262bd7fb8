import type { Command } from "commander";
import { VERBOSE_FLAGS, VERBOSE_HELP } from "../dialogue.js";
import type { Io } from "../io.js";
import { PROBE_HELP, type ReachOptions, withReachOptions } from "../options/fleet.js";
import {
  checkOutput,
  failOnOption,
  formatOption,
  OUTPUT_HELP,
  type OutputOptions,
} from "../options/output.js";
import { runFleet } from "./run.js";

export interface CheckOptions extends ReachOptions, Pick<OutputOptions, "format" | "output" | "failOn"> {
  snapshot?: string;
  probe?: boolean;
  verbose?: boolean;
}

/** `check`: the full picture of a host that is named, whatever inventory lies here. */
export const addCheck = (program: Command, io: Io, done: (code: number) => void): Command =>
  withReachOptions(
    program.command("check").argument("<host...>", "[user@]host[:port], names of ssh_config, or ranges"),
  )
    .description("audit hosts without an inventory, and print all that is known of each, to read or to send")
    .option("--probe", PROBE_HELP)
    .option(VERBOSE_FLAGS, VERBOSE_HELP)
    .option("--snapshot <file>", "keep the evidence, for `report`")
    .addOption(formatOption())
    .option("-o, --output <path>", OUTPUT_HELP)
    .addOption(failOnOption())
    .action(async (hosts: string[], options: CheckOptions) => {
      checkOutput(options, io.words);
      const { format = ["details"] } = options;
      const run = { ...options, format, fold: false, inventory: `${hosts.join(",")},` };
      done(await runFleet([], run, io));
    });
