import type { Command } from "commander";
import type { ViewOptions } from "../../audit/view.js";
import { UsageError } from "../../base/errors.js";
import { factCatalogue } from "../../checks/index.js";
import type { Format } from "../../report/index.js";
import { FILE, STANDARD_OUTPUT } from "./formats.js";
import { checkNoneLeft, choice, choiceList, textList, wordList } from "./words.js";

export interface OutputOptions extends ViewOptions {
  all?: boolean;
  expand?: string[];
  onlyDifferences?: boolean;
  wide?: boolean;
  format?: Format[];
  output?: string;
  fold: boolean;
  apps?: boolean;
  packages?: boolean;
  failOn: "error" | "warning" | "info" | "none";
  history?: string;
}

export const OUTPUT_HELP = "write to a file, - for standard output, or to a directory for several formats";

export const formatOption = () =>
  choiceList("-f, --format <name>", "report format, or several with commas: html,json", Object.keys(FILE));

export const failOnOption = () =>
  choice("--fail-on <severity>", "lowest severity that makes the exit code 3 or 5", [
    "error",
    "warning",
    "info",
    "none",
  ]).default("warning");

type Chosen = Pick<OutputOptions, "format" | "output" | "apps">;

/** A document for each application is asked for, and not one of all. */
export const isPerApplication = ({ format = [], apps = false }: Chosen): boolean =>
  apps && format.includes("cyclonedx");

/** What is written is more than one file. */
export const isForDirectory = (options: Chosen): boolean =>
  (options.format?.length ?? 0) > 1 || isPerApplication(options);

/** Where several files go. Throws a UsageError where nothing is named that can hold them. */
export function directoryOf(options: Chosen): string {
  const { output, format = [] } = options;
  if (output && output !== STANDARD_OUTPUT) return output;
  const what =
    format.length > 1 ? "several formats need" : "cyclonedx with --apps is a file per application, and needs";
  throw new UsageError(`${what} a directory: -o DIR`);
}

/**
 * To be called before anything is done: a mistake is told at once, not when all hosts have been asked. Throws a
 * UsageError for formats that have no place, and for further words behind an option that takes one.
 */
export function checkOutput(options: Chosen, words: readonly string[]): void {
  if (isForDirectory(options)) directoryOf(options);
  checkNoneLeft(words, ["-f", "--format"], (word) => Object.hasOwn(FILE, word));
  const facts = new Set(factCatalogue.map(({ id }) => id));
  checkNoneLeft(words, ["--columns", "--expand"], (word) => facts.has(word));
}

/** The options of every command that ends in a report. */
export const withOutputOptions = (command: Command): Command =>
  command
    .addOption(formatOption())
    .option("-o, --output <path>", OUTPUT_HELP)
    .option("--apps", "the WSGI applications as well (text), alone (csv), or a file for each (cyclonedx)")
    .option("--packages", "the packages of each application as well (text, html), or alone (csv)")
    .addOption(
      wordList(
        "--columns <fact>",
        "only these facts, with commas between them; python.* for all that begin so",
      ),
    )
    .addOption(
      textList(
        "--where <condition>",
        "only installations of which this holds, such as 'python.library.version != \"3.11\"'; may stand several times",
      ),
    )
    .option(
      "--only-differences",
      "leave out facts that are equal on all, and hosts that differ from nobody (text)",
    )
    .option("--all", "what is equal on all, and every place by name, as well (text)")
    .addOption(
      wordList("--expand <fact>", "show lists of these facts whole (text), with commas between them"),
    )
    .option("--wide", "one block of all columns, however wide (text)")
    .option("--no-fold", "a row per installation instead of a row per class of equal ones")
    .addOption(failOnOption());
