import { checkAudit } from "../audit/document.js";
import { checkArgument, oneOf } from "../base/arguments.js";
import type { Audit } from "../model/audit.js";
import { csv } from "./csv.js";
import { cyclonedx } from "./cyclonedx/cyclonedx.js";
import { details } from "./details/details.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { monitor } from "./monitor.js";
import { reportOptions } from "./options.js";
import { html } from "./page/html.js";
import { prometheus } from "./prometheus.js";
import type { Reporter, ReportOptions } from "./reporter.js";
import { text } from "./text/text.js";

/** Every format, by the name that `--format` takes. */
const formats = {
  text,
  details,
  html,
  json,
  csv,
  markdown,
  junit,
  prometheus,
  monitor,
  cyclonedx,
} satisfies Record<string, Reporter>;

export type Format = keyof typeof formats;

/**
 * An audit in a format, or as a reporter of your own writes it. Throws a TypeError for a format or an option that there
 * is none of, and for what is no audit.
 */
export function report(
  audit: Audit,
  format: Format | Reporter,
  options: Partial<ReportOptions> = {},
): string {
  checkAudit("report: audit", audit);
  const all = reportOptions("report", options);
  if (typeof format === "function") return format(audit, all);
  checkArgument("report: format", format, oneOf(...Object.keys(formats)));
  return formats[format](audit, all);
}

/** The same by the name of the format: `reporters.text(audit)`. */
export const reporters = Object.fromEntries(
  Object.entries(formats).map(([format, reporter]) => [
    format,
    (audit: Audit, options?: Partial<ReportOptions>) => report(audit, reporter, options),
  ]),
) as Readonly<Record<Format, (audit: Audit, options?: Partial<ReportOptions>) => string>>;

export type { Reporter, ReportOptions } from "./reporter.js";
