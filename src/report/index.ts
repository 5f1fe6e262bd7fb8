import { csv } from "./csv.js";
import { html } from "./html.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { monitor } from "./monitor.js";
import { prometheus } from "./prometheus.js";
import type { Reporter } from "./reporter.js";
import { text } from "./text.js";

/** Every format, by the name that `--format` takes. */
export const reporters = { text, html, json, csv, markdown, junit, prometheus, monitor } satisfies Record<
  string,
  Reporter
>;

export type Format = keyof typeof reporters;

export type { Reporter, ReportOptions } from "./reporter.js";
