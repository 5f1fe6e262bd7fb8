import { threshold } from "../audit/severities.js";
import { checkOptions, flag, type Kinds, listOf, object, text } from "../base/arguments.js";
import type { ReportOptions } from "./reporter.js";

const OPTIONS: Kinds<ReportOptions> = {
  color: flag,
  width: {
    is: (value) => typeof value === "number" && value > 0,
    expected: "a number of columns above 0",
  },
  fold: flag,
  all: flag,
  expand: listOf(text),
  onlyDifferences: flag,
  apps: flag,
  packages: flag,
  failOn: threshold,
  command: text,
  whole: object,
  past: listOf(object),
  trend: object,
};

/** As the command line has them where nothing is said, in a file. */
const USUAL: ReportOptions = {
  color: false,
  width: 160,
  fold: true,
  apps: false,
  failOn: "warning",
  command: "wsgi-audit run",
};

/** Throws a TypeError that names an option that there is none of, or a value that it cannot have. */
export function reportOptions(what: string, options: Partial<ReportOptions>): ReportOptions {
  checkOptions(what, options, OPTIONS);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...USUAL, ...Object.fromEntries(given) };
}
