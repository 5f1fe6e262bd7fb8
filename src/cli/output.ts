import { join } from "node:path";
import { type Command, Option } from "commander";
import { UsageError } from "../errors.js";
import { exitCode } from "../exit-code.js";
import { History } from "../history.js";
import type { Audit } from "../model.js";
import { pastOf } from "../past.js";
import { type Format, type ReportOptions, reporters } from "../report/index.js";
import { monitorCode } from "../report/monitor.js";
import { type ViewOptions, viewOf } from "../report/view.js";
import { type Io, wantsColour, widthOf } from "./io.js";
import { makeDirectory, writeWhole } from "./whole-file.js";

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
    .option("--columns <fact...>", "only these facts; python.* for all that begin so")
    .option(
      "--where <condition...>",
      "only installations of which this holds, such as 'python.library.version != \"3.11\"'",
    )
    .option("--only-differences", "leave out what is equal on all, and who differs from nobody (text)")
    .option("--wide", "one block of all columns, however wide (text)")
    .option("--no-fold", "a row per installation instead of a row per class of equal ones")
    .addOption(
      new Option("--fail-on <severity>", "lowest severity that makes the exit code 3 or 5")
        .choices(["error", "warning", "info", "none"])
        .default("warning"),
    );

/** Renders and writes the audit; resolves to the exit code. */
export function deliver(audit: Audit, options: OutputOptions, io: Io, command: string): number {
  const chosen = options.format ?? ["text"];
  const view = viewOf(audit, options);
  if (chosen.length > 1) {
    if (!options.output) throw new UsageError("several formats need a directory: -o DIR");
    writeAll(view, chosen, options.output, options, command);
  } else {
    const format = chosen[0] ?? "text";
    const shown = options.output ? plain(options, command) : onTerminal(options, io, command);
    const text = render(view, format, withPast(view, format, shown, options));
    if (options.output) writeWhole(options.output, text);
    else io.stdout.write(text);
  }
  // A monitoring system reads the code of its plugin, not ours.
  return chosen.join() === "monitor" ? monitorCode(audit, options.failOn) : exitCode(audit, options.failOn);
}

/** Every format into one directory, in a file of its own. */
export function writeAll(
  audit: Audit,
  chosen: readonly Format[],
  directory: string,
  options: Shown,
  command: string,
): void {
  makeDirectory(directory);
  for (const format of chosen) {
    writeWhole(
      join(directory, FILE[format]),
      render(audit, format, withPast(audit, format, plain(options, command), options)),
    );
  }
}

const render = (audit: Audit, format: Format, options: ReportOptions) => reporters[format](audit, options);

/** Earlier runs are read for the page alone, which shows them with each row. */
const withPast = (audit: Audit, format: Format, options: ReportOptions, { history }: Shown): ReportOptions =>
  format === "html" && history !== undefined
    ? { ...options, past: pastOf(audit, new History(history)) }
    : options;

type Shown = Pick<OutputOptions, "fold" | "apps" | "failOn" | "onlyDifferences" | "wide" | "history">;

const PAGE_WIDTH = 160;

const common = ({ fold, apps = false, failOn, onlyDifferences = false }: Shown, command: string) => ({
  fold,
  apps,
  failOn,
  onlyDifferences,
  command,
});

const plain = (options: Shown, command: string): ReportOptions => ({
  ...common(options, command),
  color: false,
  width: options.wide ? Number.POSITIVE_INFINITY : PAGE_WIDTH,
});

const onTerminal = (options: Shown, io: Io, command: string): ReportOptions => ({
  ...common(options, command),
  color: wantsColour(io, io.stdout),
  width: options.wide ? Number.POSITIVE_INFINITY : widthOf(io),
});
