import { csv } from "./csv.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { monitor } from "./monitor.js";
import { html } from "./page/html.js";
import { prometheus } from "./prometheus.js";
import type { Reporter } from "./reporter.js";
import { text } from "./text/text.js";

/** Every format, by the name that `--format` takes. */
export const reporters = { text, html, json, csv, markdown, junit, prometheus, monitor } satisfies Record<
  string,
  Reporter
>;

export type Format = keyof typeof reporters;

export type { Reporter, ReportOptions } from "./reporter.js";
