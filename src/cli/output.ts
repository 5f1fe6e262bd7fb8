import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { UsageError } from "../errors.js";
import { exitCode } from "../exit-code.js";
import type { Audit } from "../model.js";
import { type Format, type ReportOptions, reporters } from "../report/index.js";
import { monitorCode } from "../report/monitor.js";
import { type Io, wantsColour, widthOf } from "./io.js";

export interface OutputOptions {
  format?: Format[];
  output?: string;
  fold: boolean;
  apps?: boolean;
  failOn: "error" | "warning" | "info" | "none";
}

const formats = Object.keys(reporters) as Format[];
const FILE: Readonly<Record<Format, string>> = {
  text: "audit.txt",
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
    .addOption(new Option("-f, --format <name...>", "report format; several need -o DIR").choices(formats))
    .option("-o, --output <path>", "write to a file, or to a directory for several formats")
    .option("--apps", "the WSGI applications as well (text), or alone (csv)")
    .option("--no-fold", "a row per installation instead of a row per class of equal ones")
    .addOption(
      new Option("--fail-on <severity>", "lowest severity that makes the exit code 3 or 5")
        .choices(["error", "warning", "info", "none"])
        .default("warning"),
    );

/** Renders and writes the audit; resolves to the exit code. */
export function deliver(audit: Audit, options: OutputOptions, io: Io, command: string): number {
  const chosen = options.format ?? ["text"];
  if (chosen.length > 1) {
    if (!options.output) throw new UsageError("several formats need a directory: -o DIR");
    writeAll(audit, chosen, options.output, options, command);
  } else {
    const format = chosen[0] ?? "text";
    if (options.output) writeWhole(options.output, render(audit, format, plain(options, command)));
    else io.stdout.write(render(audit, format, onTerminal(options, io, command)));
  }
  // A monitoring system reads the code of its plugin, not ours.
  return chosen.join() === "monitor" ? monitorCode(audit, options.failOn) : exitCode(audit, options.failOn);
}

/** Every format into one directory, in a file of its own. */
export function writeAll(
  audit: Audit,
  chosen: readonly Format[],
  directory: string,
  options: Pick<OutputOptions, "fold" | "apps" | "failOn">,
  command: string,
): void {
  mkdirSync(directory, { recursive: true });
  for (const format of chosen) {
    writeWhole(join(directory, FILE[format]), render(audit, format, plain(options, command)));
  }
}

/** By another name first: a collector that reads the directory never sees half a file. */
function writeWhole(file: string, text: string): void {
  const passing = `${file}.${process.pid}.tmp`;
  writeFileSync(passing, text);
  renameSync(passing, file);
}

const render = (audit: Audit, format: Format, options: ReportOptions) => reporters[format](audit, options);

const plain = (
  { fold, apps = false, failOn }: Pick<OutputOptions, "fold" | "apps" | "failOn">,
  command: string,
): ReportOptions => ({
  color: false,
  width: 160,
  fold,
  apps,
  failOn,
  command,
});

const onTerminal = (
  { fold, apps = false, failOn }: OutputOptions,
  io: Io,
  command: string,
): ReportOptions => ({
  color: wantsColour(io, io.stdout),
  width: widthOf(io),
  fold,
  apps,
  failOn,
  command,
});
