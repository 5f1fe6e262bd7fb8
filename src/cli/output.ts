import { join } from "node:path";
import { exitCode } from "../audit/exit-code.js";
import { viewOf } from "../audit/view.js";
import { hindsightOf } from "../history/changes.js";
import { History } from "../history/directory.js";
import type { Audit } from "../model/audit.js";
import { perApplication } from "../report/cyclonedx/per-application.js";
import { type Format, type ReportOptions, report } from "../report/index.js";
import { monitorCode } from "../report/monitor.js";
import { type Io, PAGE_WIDTH, wantsColour, widthOf, writeLine } from "./io.js";
import { FILE, STANDARD_OUTPUT } from "./options/formats.js";
import { directoryOf, isForDirectory, isPerApplication, type OutputOptions } from "./options/output.js";
import { makeDirectory, tellIfOpen, writeOutput } from "./process/output-file.js";

/** Renders and writes the audit; resolves to the exit code. */
export async function deliver(
  audit: Audit,
  options: OutputOptions,
  io: Io,
  command: string,
): Promise<number> {
  const chosen = options.format ?? ["text"];
  const file = options.output === STANDARD_OUTPUT ? undefined : options.output;
  const view = viewOf(audit, options);
  if (isForDirectory(options)) {
    const directory = directoryOf(options);
    await writeAll(view, chosen, directory, options, command, audit);
    if (isPerApplication(options) && !hasApplications(view))
      writeLine(io.stderr, "wsgi-audit: no application is known: there is no file of one");
    for (const format of chosen) told(io, format, placeOf(format, directory, options));
  } else {
    const format = chosen[0] ?? "text";
    const shown = file ? plain(options, command) : onTerminal(options, io, command);
    const text = report(view, format, await withPast(view, format, { ...shown, whole: audit }, options));
    if (file) writeOutput(file, text);
    else io.stdout.write(text);
    told(io, format, file ?? null);
  }
  // A monitoring system reads the code of its plugin, not ours.
  return chosen.join() === "monitor" ? monitorCode(audit, options.failOn) : exitCode(audit, options.failOn);
}

function told(io: Io, format: Format, file: string | null): void {
  io.run.log.event("report-written", { format, file });
  // A file that a collector of metrics reads has to be readable for the collector's user, not for ours alone.
  if (file !== null && format !== "prometheus") tellIfOpen(file, io);
}

/** Every format into one directory, in a file of its own. */
export async function writeAll(
  audit: Audit,
  chosen: readonly Format[],
  directory: string,
  options: Shown,
  command: string,
  whole = audit,
): Promise<void> {
  makeDirectory(directory);
  for (const format of chosen) {
    if (isOfEach(format, options)) writeEach(perApplication(audit, whole), directory);
    else
      writeOutput(
        join(directory, FILE[format]),
        report(audit, format, await withPast(audit, format, { ...plain(options, command), whole }, options)),
      );
  }
}

const hasApplications = ({ hosts }: Audit) =>
  hosts.some(({ installations }) => installations.some(({ applications }) => applications.length > 0));

const isOfEach = (format: Format, { apps }: Shown) =>
  isPerApplication({ format: [format], apps: apps === true });

/** A file, or the directory where there is one of each application. */
const placeOf = (format: Format, directory: string, options: Shown) =>
  isOfEach(format, options) ? directory : join(directory, FILE[format]);

function writeEach(documents: readonly { file: string; text: string }[], directory: string): void {
  for (const { file, text } of documents) writeOutput(join(directory, file), text);
}

/** Earlier runs are read for the page alone, which shows them with each row. */
const withPast = async (
  audit: Audit,
  format: Format,
  options: ReportOptions,
  { history }: Shown,
): Promise<ReportOptions> =>
  format === "html" && history !== undefined
    ? { ...options, ...(await hindsightOf(audit, new History(history))) }
    : options;

type Shown = Pick<
  OutputOptions,
  | "fold"
  | "all"
  | "expand"
  | "columns"
  | "apps"
  | "packages"
  | "failOn"
  | "onlyDifferences"
  | "wide"
  | "history"
>;

const common = (
  { fold, all, columns, expand = [], apps = false, packages = false, failOn, onlyDifferences = false }: Shown,
  command: string,
) => ({
  fold,
  // Whoever names columns wants to see them, whether they differ or not.
  all: all ?? columns !== undefined,
  expand,
  apps,
  packages,
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
