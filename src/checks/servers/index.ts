import { groupBy } from "../../base/group-by.js";
import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import {
  defineCheck,
  denied,
  type FactsOf,
  failed,
  gapsFor,
  type ParseInput,
  records,
  valueIn,
} from "../check.js";
import { host } from "../host/index.js";
import { listener } from "../processes/listening.js";
import { linesOf, partOf, wholeNumber, whyEmpty } from "../sections.js";

const needs = [host] as const;

/**
 * A record of the fact `host.python_servers`: processes of one kind on one Python.
 */
export interface PythonServer {
  /** `gunicorn` and the like; `python` is a program of another name that listens. */
  server: string;
  processes: number;
  /** The libpython that they have mapped, else the interpreter that they run; null where the login may not look. */
  python: string | null;
  /** Addresses and ports, and paths of sockets (`unix:PATH`), as far as the login may see them. */
  listening: string | null;
  /** They run in a process namespace of their own. */
  container: boolean;
}

const facts = {
  "host.python_servers": {
    label: "Python servers",
    description:
      "Processes of other Python servers than mod_wsgi (gunicorn, uWSGI, uvicorn, hypercorn, daphne, granian, waitress, development servers, and any Python that listens), counted by the Python that they run",
    type: records<PythonServer>(),
    compared: false,
    source:
      "`/proc/PID/comm` and `/proc/PID/cmdline`; libpython in `/proc/PID/maps`, else `/proc/PID/exe`; `/proc/PID/fd`, `/proc/net/tcp` and `/proc/net/unix`",
    example: [
      {
        server: "gunicorn",
        processes: 5,
        python: "/usr/bin/python3.11",
        listening: "127.0.0.1:8000",
        container: false,
      },
    ],
  },
  "host.python_servers_left": {
    label: "Processes left",
    description: "Processes of Python that were not looked at, as there were too many of them",
    type: "number",
    compared: false,
    source: "`/proc/PID/comm`",
    example: 0,
  },
} as const;

interface Process {
  server: string;
  python: string;
  sockets: string[];
  container: boolean;
}

const processesIn = (section: Section): Process[] =>
  linesOf(section, "servers").flatMap((line) => {
    const [server = "", python = "", sockets = "-", place] = line.split("\t");
    if (place === undefined) return [];
    return [
      {
        server,
        python,
        sockets: sockets === "-" ? [] : sockets.split(","),
        container: place === "container",
      },
    ];
  });

/** `unix:/run/app.sock` as it is, an address of the kernel's tables in words. */
const placeOf = (socket: string, arch: string | undefined): string | undefined =>
  /^unix:\/[^\s,]+$/.test(socket) ? socket : listener(socket, arch);

/** One record for each server, Python and place; where they listen is said of all of them together. */
function grouped(all: readonly Process[], arch: string | undefined): PythonServer[] {
  const groups = groupBy(all, ({ server, python, container }) => JSON.stringify([server, python, container]));
  return [...groups.values()]
    .flatMap(([first, ...more]) => {
      if (!first) return [];
      const sockets = new Set([first, ...more].flatMap((each) => each.sockets));
      const addresses = [...sockets].flatMap((socket) => placeOf(socket, arch) ?? []).sort();
      return {
        server: first.server,
        processes: more.length + 1,
        python: first.python === "?" ? null : first.python,
        listening: addresses.join(", ") || null,
        container: first.container,
      };
    })
    .sort((one, other) => (`${one.server} ${one.python}` < `${other.server} ${other.python}` ? -1 : 1));
}

function whyUnseen(section: Section): Gap | undefined {
  if (section.status !== 0) return failed("did not run to its end");
  const reason = /^unseen\t(.*)$/m.exec(partOf(section, "")?.stdout ?? "")?.[1];
  if (reason !== undefined) return reason.startsWith("permission denied") ? denied(reason) : failed(reason);
  const part = partOf(section, "servers");
  return part?.status === 0 ? undefined : whyEmpty(section, "servers", "it was not looked at");
}

function parse({ section, known }: ParseInput<typeof needs>): FactsOf<typeof facts> {
  const gap = whyUnseen(section);
  if (gap) return gapsFor(facts, gap);
  const left = linesOf(section, "servers").flatMap(
    (line) => wholeNumber(/^more\t(\d+)$/.exec(line)?.[1]) ?? [],
  );
  return {
    "host.python_servers": grouped(processesIn(section), valueIn(known, "host.arch")),
    "host.python_servers_left": left[0] ?? 0,
  };
}

export const servers = defineCheck({
  id: "servers",
  title: "Other Python servers",
  level: "host",
  needs,
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 15,
  facts,
  parse,
});
