import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { defineCheck, denied, type FactsOf, failed, gapsFor, type ParseInput } from "../check.js";
import { linesOf, textOf } from "../sections.js";

/** One line of the discovery: an httpd program with the arguments that choose its configuration. */
export interface Discovered {
  kind: "master" | "path" | "foreign" | "user";
  /** Process id of the running master, "" where none runs. */
  master: string;
  binary: string;
  arguments: string[];
}

/**
 * Masters in containers are listed as `foreign`: their files are not this host's. Where the script ran as root, `user`
 * is what another user has started or can change: root runs none of that.
 */
export function discovered(section: Section): Discovered[] {
  return textOf(section, "")
    .split("\n")
    .map((line) => line.split("\t"))
    .filter((fields) => fields.length === 4 && /^(master|path|foreign|user)$/.test(fields[0] ?? ""))
    .map(([kind, master, binary, words]) => ({
      kind: kind as Discovered["kind"],
      master: master === "-" ? "" : (master ?? ""),
      binary: binary === "-" ? "" : (binary ?? ""),
      arguments: words === "-" ? [] : (words ?? "").split("\u001f"),
    }));
}

/** Why the processes of other users could not be looked at; undefined where they could. */
export function unseen(section: Section | undefined): Gap | undefined {
  const reason = linesOf(section, "").flatMap((line) => /^unseen\t-\t([^\t]*)\t-$/.exec(line)?.[1] ?? [])[0];
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
    description: "Masters that run in a container on the host; audit them from inside",
    type: "number",
    compared: false,
    source: "`NSpid` of `/proc/PID/status`",
    example: 0,
  },
  "host.user_masters": {
    label: "httpd of users",
    description:
      "Seen as root: httpd that another user runs or can change. Root runs none; audit as that user",
    type: "number",
    compared: false,
    source: "owner of the process (`/proc/PID/status`, else `ps -o uid=`) and of its program (`ls -ldn`)",
    example: 0,
  },
} as const;

function parse({ section }: ParseInput): FactsOf<typeof facts> {
  if (section.status !== 0) {
    return gapsFor(facts, failed(section.timedOut ? "ran into its time limit" : "did not run to its end"));
  }
  const gap = unseen(section);
  if (gap) return gapsFor(facts, gap);
  const all = discovered(section);
  const count = (...kinds: Discovered["kind"][]) => all.filter(({ kind }) => kinds.includes(kind)).length;
  return {
    "host.installations": count("master", "path"),
    "host.foreign_masters": count("foreign"),
    "host.user_masters": count("user"),
  };
}

export const discovery = defineCheck({
  id: "discovery",
  title: "httpd installations",
  level: "host",
  needs: [],
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 15,
  decides: true,
  keeps: "DISCOVERY",
  facts,
  parse,
});
