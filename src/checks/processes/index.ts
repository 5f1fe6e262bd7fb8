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
  records,
  valueIn,
} from "../check.js";
import { daemonsIn } from "../config/daemons.js";
import { config } from "../config/index.js";
import { host } from "../host/index.js";
import { library } from "../library/index.js";
import { lineOf, linesOf, partOf, wholeNumber, whyEmpty } from "../sections.js";
import { type ChangedFile, filesIn, processesIn, type ServerProcess, socketsIn } from "./evidence.js";
import { type LiveGroup, liveGroups } from "./groups.js";
import { listener } from "./listening.js";

const time = { type: "string", compared: false } as const;

const needs = [host, apache, config, library] as const;

const facts = {
  "processes.master": {
    label: "Master",
    description: "Process id of the master",
    type: "number",
    compared: false,
    source: "`/proc/PID/stat`",
    example: 4711,
  },
  "processes.listening": {
    label: "Listens on",
    description: "Addresses and ports that the master really listens on",
    type: "list",
    compared: false,
    source: "`/proc/PID/fd/` and `/proc/PID/net/tcp` of the master",
    example: ["0.0.0.0:80"],
  },
  "processes.started": {
    label: "Started",
    description: "When the master was started (UTC)",
    ...time,
    source: "`/proc/PID/stat` of the master, btime of `/proc/stat`",
    example: "2026-11-24T11:54:57Z",
  },
  "processes.reloaded": {
    label: "Reloaded",
    description:
      "When the children's generation began (UTC): when its sockets were made, else when all children started",
    ...time,
    source: "`stat -L` of the sockets in `/proc/net/unix`, else `/proc/PID/stat` of the children",
    example: "2026-11-24T11:54:57Z",
  },
  "processes.generation": {
    label: "Generation",
    description: "How often the server was reloaded since its start, as the sockets of daemon groups tell it",
    type: "number",
    compared: false,
    source: "names of the sockets in `/proc/net/unix`",
    example: 0,
  },
  "processes.children": {
    label: "Children",
    description: "Child processes of the master, daemon groups' included",
    type: "number",
    compared: false,
    source: "`/proc/PID/stat`",
    example: 3,
  },
  "processes.threads": {
    label: "OS threads",
    description: "Threads of all children together, their own helpers included",
    type: "number",
    compared: false,
    source: "Threads in `/proc/PID/status` of the children",
    example: 60,
  },
  "processes.daemon_sockets": {
    label: "Daemon sockets",
    description: "Daemon process groups that listen now",
    type: "number",
    source: "names of the sockets in `/proc/net/unix`",
    example: 1,
  },
  "processes.groups": {
    label: "Live groups",
    description:
      "Daemon groups whose processes tell their name (display-name), with the number of processes and the fewest OS threads of one; joined by + where their titles are cut to the same letters",
    type: records<LiveGroup>(),
    compared: false,
    source: "`/proc/PID/cmdline` and `/proc/PID/status` of the children",
    example: [{ name: "truth", processes: 1, threads: 6 }],
  },
  "processes.config_changed": {
    label: "Configuration changed",
    description: "When a file of the configuration was last written (UTC), and which",
    ...time,
    source: "`stat -L` of the configuration's files",
    example: "2026-11-24T11:54:57Z /etc/apache2/sites-enabled/truth.conf",
  },
  "processes.library_changed": {
    label: "Library changed",
    description: "When mod_wsgi.so or the Python library was last replaced (UTC), and which",
    ...time,
    source: "`stat -L` of mod_wsgi.so and the Python library",
    example: "2026-11-24T03:13:19Z /usr/lib/apache2/modules/mod_wsgi.so",
  },
} as const;

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

function newest(section: Section, part: string, timeOf: (file: ChangedFile) => number): string | Gap {
  const files = filesIn(section, part).sort((a, b) => timeOf(b) - timeOf(a));
  const [last] = files;
  return last ? `${utc(timeOf(last))} ${last.path}` : whyEmpty(section, part, "no file could be looked at");
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

function parse({ section, known }: ParseInput<typeof needs>): FactsOf<typeof facts> {
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
    "processes.library_changed": newest(section, "loaded", ({ changed }) => changed),
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
