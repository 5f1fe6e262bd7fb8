import { type Command, Option } from "commander";
import type { Format } from "../../report/index.js";
import type { Io } from "../io.js";
import { PROBE_HELP, type ReachOptions, withReachOptions } from "../options/fleet.js";
import { FILE, type OutputOptions } from "../options/output.js";
import { runFleet } from "./run.js";

export interface CheckOptions extends ReachOptions, Pick<OutputOptions, "output" | "failOn"> {
  format: Format;
  snapshot?: string;
  probe?: boolean;
}

/** `check`: the full picture of a host that is named, whatever inventory lies here. */
export const addCheck = (program: Command, io: Io, done: (code: number) => void): Command =>
  withReachOptions(
    program.command("check").argument("<host...>", "[user@]host[:port], names of ssh_config, or ranges"),
  )
    .description("audit hosts without an inventory, and print all that is known of each, to read or to send")
    .option("--probe", PROBE_HELP)
    .option("--snapshot <file>", "keep the evidence, for `report`")
    .addOption(
      new Option("-f, --format <name>", "report format").choices(Object.keys(FILE)).default("details"),
    )
    .option("-o, --output <file>", "write to a file")
    .addOption(
      new Option("--fail-on <severity>", "lowest severity that makes the exit code 3 or 5")
        .choices(["error", "warning", "info", "none"])
        .default("warning"),
    )
    .action(async (hosts: string[], { format, ...options }: CheckOptions) => {
      const run = { ...options, format: [format], fold: false, inventory: `${hosts.join(",")},` };
      done(await runFleet([], run, io));
    });
