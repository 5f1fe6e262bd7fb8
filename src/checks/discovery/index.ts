import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { defineCheck, denied, type FactsOf, failed, gapsFor, type ParseInput } from "../check.js";
import { linesOf, textOf, wholeNumber } from "../sections.js";

/** One line of the discovery: an httpd program with the arguments that choose its configuration. */
export interface Discovered {
  kind: "master" | "path" | "foreign" | "user" | "orphan";
  /** Process id of the running master, "" where none runs. */
  master: string;
  binary: string;
  arguments: string[];
  /** Why it is left alone, "" where it is not. */
  why: string;
}

/**
 * Masters in containers are listed as `foreign`: their files are not this host's. `orphan` is a process whose master is
 * gone, `why` its user. `user` is what another than root and
 * the login has started or can change: nobody runs any of that. The reason was added later: older scripts print none.
 */
export function discovered(section: Section): Discovered[] {
  return textOf(section, "")
    .split("\n")
    .map((line) => line.split("\t"))
    .filter(({ length }) => length === 4 || length === 5)
    .filter(([kind = ""]) => /^(master|path|foreign|user|orphan)$/.test(kind))
    .map(([kind, master, binary, words, why = "-"]) => ({
      kind: kind as Discovered["kind"],
      master: master === "-" ? "" : (master ?? ""),
      binary: binary === "-" ? "" : (binary ?? ""),
      arguments: words === "-" ? [] : (words ?? "").split("\u001f"),
      why: why === "-" ? "" : why,
    }));
}

/** How many of them there are beyond those that are listed. */
const further = (section: Section) =>
  linesOf(section, "").reduce(
    (sum, line) => sum + (wholeNumber(/^more\t-\t(\d+)\t-/.exec(line)?.[1]) ?? 0),
    0,
  );

/** Why the processes of other users could not be looked at; undefined where they could. */
export function unseen(section: Section | undefined): Gap | undefined {
  const reason = linesOf(section, "").flatMap((line) => /^unseen\t-\t([^\t]*)\t-/.exec(line)?.[1] ?? [])[0];
  if (reason === undefined) return undefined;
  return reason.startsWith("permission denied") ? denied(reason) : failed(reason);
}

const facts = {
  "host.installations": {
    label: "httpd installations",
    description: "Programs with one configuration each: running masters first, then known paths",
    type: "number",
    source:
      "`/proc/PID/comm` and `/proc/PID/cmdline`, else `ps -axo`; then known paths such as `/usr/sbin/httpd`",
    example: 1,
  },
  "host.foreign_masters": {
    label: "httpd in containers",
    description:
      "Masters that run on other files than the login sees, as in a container; audit them from inside",
    type: "number",
    compared: false,
    source:
      "`NSpid` of `/proc/PID/status`, `/proc/PID/ns/user` and `/proc/PID/root`, else `/proc/PID/uid_map` and `/proc/PID/mountinfo`",
    example: 0,
  },
  "host.user_masters": {
    label: "httpd of users",
    description:
      "httpd that another than root and the login runs or can change: nothing of it is run; audit it as its user",
    type: "number",
    compared: false,
    source: "owner of the process (`/proc/PID/status`, else `ps -o uid=`) and of its program (`stat`)",
    example: 0,
  },
  "host.orphans": {
    label: "Orphaned processes",
    description:
      "Processes of httpd and of daemon groups whose master is gone: they belong to no installation",
    type: "list",
    compared: false,
    source:
      "title and group of a process without a master (`/proc/PID/cmdline`, `/proc/PID/stat`), sockets of daemon groups in `/proc/net/unix`; else `ps -axo`",
    example: ["(wsgi:truth), process 4711: user 33"],
  },
  "host.left_out": {
    label: "Left out",
    description:
      "httpd that nothing is run of, because others can change it or it runs on other files, and why",
    type: "list",
    compared: false,
    source: "`/proc/PID/status` and `stat`, as host.foreign_masters and host.user_masters",
    example: ["/opt/app/bin/httpd: /opt/app belongs to user 1001"],
  },
} as const;

function parse({ section }: ParseInput): FactsOf<typeof facts> {
  if (section.status !== 0) return gapsFor(facts, failed("did not run to its end"));
  const gap = unseen(section);
  if (gap) return gapsFor(facts, gap);
  const all = discovered(section);
  const count = (...kinds: Discovered["kind"][]) => all.filter(({ kind }) => kinds.includes(kind)).length;
  return {
    "host.installations": count("master", "path"),
    "host.foreign_masters": count("foreign"),
    "host.user_masters": count("user") + further(section),
    "host.orphans": all.filter(({ kind }) => kind === "orphan").flatMap(reasonOf),
    "host.left_out": all.filter(({ kind }) => kind !== "orphan").flatMap(reasonOf),
  };
}

const reasonOf = ({ master, binary, why }: Discovered) =>
  why === "" ? [] : [`${binary}${binary && master ? ", " : ""}${master && `process ${master}`}: ${why}`];

export const discovery = defineCheck({
  id: "discovery",
  title: "httpd installations",
  level: "host",
  needs: [],
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 30,
  decides: true,
  keeps: "DISCOVERY",
  facts,
  parse,
});
