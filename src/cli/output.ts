import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { UsageError } from "../errors.js";
import { exitCode } from "../exit-code.js";
import type { Audit } from "../model.js";
import { type Format, type ReportOptions, reporters } from "../report/index.js";
import { type Io, wantsColour, widthOf } from "./io.js";

export interface OutputOptions {
  format?: Format[];
  output?: string;
  fold: boolean;
  apps?: boolean;
  failOn: "error" | "warning" | "info" | "none";
}

const formats = Object.keys(reporters) as Format[];
const EXTENSION: Readonly<Record<Format, string>> = { text: "txt", json: "json", csv: "csv" };

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
    if (options.output) writeFileSync(options.output, render(audit, format, plain(options, command)));
    else io.stdout.write(render(audit, format, onTerminal(options, io, command)));
  }
  return exitCode(audit, options.failOn);
}

/** Every format into one directory, as `audit.EXTENSION`. */
export function writeAll(
  audit: Audit,
  chosen: readonly Format[],
  directory: string,
  options: Pick<OutputOptions, "fold" | "apps">,
  command: string,
): void {
  mkdirSync(directory, { recursive: true });
  for (const format of chosen) {
    writeFileSync(
      join(directory, `audit.${EXTENSION[format]}`),
      render(audit, format, plain(options, command)),
    );
  }
}

const render = (audit: Audit, format: Format, options: ReportOptions) => reporters[format](audit, options);

const plain = (
  { fold, apps = false }: Pick<OutputOptions, "fold" | "apps">,
  command: string,
): ReportOptions => ({
  color: false,
  width: 160,
  fold,
  apps,
  command,
});

const onTerminal = ({ fold, apps = false }: OutputOptions, io: Io, command: string): ReportOptions => ({
  color: wantsColour(io, io.stdout),
  width: widthOf(io),
  fold,
  apps,
  command,
});
