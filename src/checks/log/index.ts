import type { Gap } from "../../model/fact.js";
import { apache } from "../apache/index.js";
import { absent, defineCheck, type FactsOf, gapsFor, type ParseInput, records } from "../check.js";
import { config } from "../config/index.js";
import { linesOf, partOf, wholeNumber, whyEmpty } from "../sections.js";

const needs = [apache, config] as const;

/** A record of the fact `log.messages`: messages of one kind. */
export interface LogMessages {
  /** Such as `import` or `crash`; the description of the fact has all. */
  kind: string;
  /** The module, daemon group, signal or number that they name; "" for none. */
  detail: string;
  count: number;
  /** Of the last one, in the host's own time; "" where the log has no times that are known. */
  last: string;
  log: string;
}

const facts = {
  "log.places": {
    label: "Error log",
    description: "Where errors are written, the main server's log first; |... is a program",
    type: "list",
    source: "`ErrorLog` in `httpd -t -D DUMP_RUN_CFG`, and that of virtual hosts",
    example: ["/var/log/apache2/error.log"],
  },
  "log.last_start": {
    label: "Last start",
    description: "When the server last started or reloaded, in its own time, and which versions it named",
    type: "string",
    compared: false, // a time
    source: "`resuming normal operations` in the last megabyte of the error log (`tail -c`)",
    example: "2026-11-30T08:07:14 Apache/2.4.62 mod_wsgi/4.9.4 Python/3.11",
  },
  "log.messages": {
    label: "Logged",
    description:
      "Known messages in the last megabyte of the first error logs: python-start, import, script, exception, truncated-headers, timeout, no-connection, crash and numbered (WSGInnnn of mod_wsgi 6)",
    type: records<LogMessages>(),
    compared: false, // what happened on one host
    source: "the last megabyte of each error log (`tail -c`), of which only counts, times and names are told",
    example: [
      {
        kind: "import",
        detail: "django",
        count: 12,
        last: "2026-11-30T08:07:14",
        log: "/var/log/apache2/error.log",
      },
    ],
  },
} as const;

interface Told {
  log: string;
  rows: string[][];
}

/** Logs that could be read, in the order of the configuration. */
function toldBy({ section }: ParseInput<typeof needs>, places: readonly string[]): Told[] {
  return places.flatMap((log) => {
    if (partOf(section, `log ${log}`)?.status !== 0) return [];
    return [{ log, rows: linesOf(section, `log ${log}`).map((line) => line.split("\t")) }];
  });
}

function lastStart(told: readonly Told[]): string | undefined {
  const starts = told.flatMap(({ rows }) => rows.filter(([kind]) => kind === "START"));
  const [latest] = starts
    .map(([, at = "", servers = ""]) => `${at} ${servers}`.trim())
    .sort()
    .reverse();
  return latest;
}

const messages = (told: readonly Told[]): LogMessages[] =>
  told.flatMap(({ log, rows }) =>
    rows.flatMap(([kind = "", detail = "", count, last = ""]) => {
      const times = wholeNumber(count);
      return kind === "START" || times === undefined ? [] : [{ kind, detail, count: times, last, log }];
    }),
  );

/** Why no log tells anything: denied where one of them may not be read. */
function whyUntold({ section }: ParseInput<typeof needs>, places: readonly string[]): Gap {
  const gaps = places
    .filter((log) => partOf(section, `log ${log}`))
    .map((log) => whyEmpty(section, `log ${log}`, `${log} is not there`));
  return gaps.find(({ outcome }) => outcome !== "absent") ?? gaps[0] ?? absent("errors go to no file");
}

function parse(input: ParseInput<typeof needs>): FactsOf<typeof facts> {
  const { section } = input;
  const places = linesOf(section, "places");
  if (places.length === 0)
    return gapsFor(facts, whyEmpty(section, "places", "the configuration tells no place of the error log"));
  const told = toldBy(input, places);
  const untold = whyUntold(input, places);
  return {
    "log.places": places,
    "log.last_start":
      told.length === 0 ? untold : (lastStart(told) ?? absent("no start stands in the last part of the log")),
    "log.messages": told.length === 0 ? untold : messages(told),
  };
}

export const log = defineCheck({
  id: "log",
  title: "Error log",
  level: "installation",
  needs,
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 15,
  facts,
  parse,
});
