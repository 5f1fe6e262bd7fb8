import { csv } from "./csv.js";
import { json } from "./json.js";
import type { Reporter } from "./reporter.js";
import { text } from "./text.js";

/** Every format, by the name that `--format` takes. */
export const reporters = { text, json, csv } satisfies Record<string, Reporter>;

export type Format = keyof typeof reporters;

export type { Reporter, ReportOptions } from "./reporter.js";
