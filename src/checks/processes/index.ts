import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { apache, whyNotRunning } from "../apache/index.js";
import {
  absent,
  defineCheck,
  type FactsOf,
  failed,
  gapsFor,
  isGap,
  type ParseInput,
  valueIn,
} from "../check.js";
import { daemonsIn } from "../config/daemons.js";
import { config } from "../config/index.js";
import { host } from "../host/index.js";
import { library } from "../library/index.js";
import { lineOf, linesOf, partOf, wholeNumber, whyEmpty } from "../sections.js";
import { libraryCopies } from "./copies.js";
import { bornIn, type ChangedFile, filesIn, processesIn, type ServerProcess, socketsIn } from "./evidence.js";
import { facts } from "./facts.js";
import { liveGroups } from "./groups.js";
import { listener } from "./listening.js";

const needs = [host, apache, config, library] as const;

const utc = (seconds: number) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");

// Not as arguments of one call, which are limited: the host decides how many there are.
const largest = (numbers: readonly number[]) => numbers.reduce((one, other) => Math.max(one, other));
const smallest = (numbers: readonly number[]) => numbers.reduce((one, other) => Math.min(one, other));

/** Children of one generation start within moments; a spread says that some were replaced since. */
const TOGETHER_S = 10;

function reloaded(section: Section, children: readonly ServerProcess[]): string | Gap {
  const made = socketsIn(section).flatMap(({ made }) => (made === undefined ? [] : [made]));
  if (made.length > 0) return utc(largest(made));
  const starts = children.map(({ started }) => started);
  if (starts.length === 0) return absent("the master has no children");
  const oldest = smallest(starts);
  return largest(starts) - oldest <= TOGETHER_S
    ? utc(oldest)
    : failed("children started at different times, and no socket tells when their generation began");
}

function newest(
  section: Section,
  part: string,
  timeOf: (file: ChangedFile) => number,
  files = filesIn(section, part),
): string | Gap {
  const [last] = [...files].sort((a, b) => timeOf(b) - timeOf(a));
  return last ? `${utc(timeOf(last))} ${last.path}` : whyEmpty(section, part, "no file could be looked at");
}

/** When a file was written or made, and where its file system does not tell the latter, when anything of it changed. */
function libraryTimes(section: Section) {
  const born = bornIn(section, "born");
  const silent = filesIn(section, "loaded").filter(({ path }) => !born.has(path));
  return {
    "processes.library_changed": newest(section, "loaded", ({ modified, path }) =>
      Math.max(modified, born.get(path) ?? 0),
    ),
    "processes.library_touched":
      silent.length > 0
        ? newest(section, "loaded", ({ changed }) => changed, silent)
        : absent("the files tell when they were made"),
  };
}

function threadsOf(children: readonly ServerProcess[]): number | Gap {
  const told = children.flatMap(({ threads }) => threads ?? []);
  return told.length === children.length
    ? told.reduce((sum, threads) => sum + threads, 0)
    : failed("the status of a process could not be read");
}

/** Nothing is said of a master that listens on nothing: one that is ending, or a table that was not to be read. */
function listening(section: Section, arch: string | undefined): string[] | Gap {
  const found = linesOf(section, "listening").flatMap((line) => listener(line, arch) ?? []);
  if (found.length > 0) return [...new Set(found)].sort();
  return partOf(section, "listening")
    ? whyEmpty(section, "listening", "no socket of the master listens")
    : absent("it was not looked at");
}

function parse({ section, known, other }: ParseInput<typeof needs>): FactsOf<typeof facts> {
  const gap = whyNotRunning(known, "it does not run");
  if (gap) return gapsFor(facts, gap);
  const all = processesIn(section);
  if (all.length === 0)
    return gapsFor(facts, whyEmpty(section, "processes", "the master's process was not found"));
  const pids = new Set(all.map(({ pid }) => pid));
  const [master] = all.filter(({ parent }) => !pids.has(parent));
  const children = all.filter((each) => each !== master);
  const sockets = socketsIn(section);
  const daemons = known["wsgi.daemons"];
  return {
    "processes.master": master?.pid ?? failed("the master's process was not found"),
    "processes.listening": listening(section, valueIn(known, "host.arch")),
    "processes.started": master ? utc(master.started) : failed("the master's process was not found"),
    "processes.reloaded": reloaded(section, children),
    "processes.generation": sockets[0]?.generation ?? absent("no daemon group listens"),
    "processes.children": children.length,
    "processes.threads": threadsOf(children),
    "processes.daemon_sockets": new Set(sockets.map(({ group }) => group)).size,
    "processes.groups": isGap(daemons)
      ? daemons
      : liveGroups(children, daemonsIn(known), wholeNumber(lineOf(section, "title-room"))),
    "processes.config_changed": newest(section, "configuration", ({ modified }) => modified),
    ...libraryTimes(section),
    ...libraryCopies(other("library"), children),
    "processes.oldest":
      children.length > 0
        ? utc(smallest(children.map(({ started }) => started)))
        : absent("the master has no children"),
    "processes.environment_changed": newest(section, "environments", ({ modified }) => modified),
    "processes.includes_changed": newest(section, "included-from", ({ modified }) => modified),
  };
}

export const processes = defineCheck({
  id: "processes",
  title: "Live processes",
  level: "installation",
  needs,
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 20,
  facts,
  parse,
});
