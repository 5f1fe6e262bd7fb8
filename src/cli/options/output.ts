import { type Command, Option } from "commander";
import type { ViewOptions } from "../../audit/view.js";
import type { Format } from "../../report/index.js";

export interface OutputOptions extends ViewOptions {
  onlyDifferences?: boolean;
  wide?: boolean;
  format?: Format[];
  output?: string;
  fold: boolean;
  apps?: boolean;
  failOn: "error" | "warning" | "info" | "none";
  history?: string;
}

/** The file of each format in a directory of several. */
export const FILE: Readonly<Record<Format, string>> = {
  text: "audit.txt",
  details: "audit.details.txt",
  html: "audit.html",
  json: "audit.json",
  csv: "audit.csv",
  markdown: "audit.md",
  junit: "audit.junit.xml",
  prometheus: "audit.prom",
  monitor: "audit.monitor.txt",
};

/** The options of every command that ends in a report. */
export const withOutputOptions = (command: Command): Command =>
  command
    .addOption(
      new Option("-f, --format <name...>", "report format; several need -o DIR").choices(Object.keys(FILE)),
    )
    .option("-o, --output <path>", "write to a file, or to a directory for several formats")
    .option("--apps", "the WSGI applications as well (text), or alone (csv)")
    .option("--columns <fact...>", "only these facts; python.* for all that begin so")
    .option(
      "--where <condition...>",
      "only installations of which this holds, such as 'python.library.version != \"3.11\"'",
    )
    .option(
      "--only-differences",
      "leave out facts that are equal on all, and hosts that differ from nobody (text)",
    )
    .option("--wide", "one block of all columns, however wide (text)")
    .option("--no-fold", "a row per installation instead of a row per class of equal ones")
    .addOption(
      new Option("--fail-on <severity>", "lowest severity that makes the exit code 3 or 5")
        .choices(["error", "warning", "info", "none"])
        .default("warning"),
    );
