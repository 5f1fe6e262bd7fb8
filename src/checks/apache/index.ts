import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { absent, defineCheck, denied, type FactsOf, failed, isGap, type ParseInput } from "../check.js";
import { discovery, unseen } from "../discovery/index.js";
import { lineOf, linesOf, partOf, textOf, whyEmpty } from "../sections.js";
import { facts } from "./facts.js";

const needs = [discovery] as const;

/** The value after `NAME:` in the output of -V; 1.3 to 2.4 agree on the form. */
function field(section: Section, name: string): string | undefined {
  const value = new RegExp(`^ *${name}:[ \\t]*(.*)$`, "m").exec(textOf(section, "version"))?.[1]?.trim();
  return value === "" ? undefined : value;
}

/** `Apache/2.4.62 (Debian)` in its two halves. */
function server(section: Section): { version?: string; platform?: string } {
  const match = /^Apache\/([\w.-]+)(?: \((.*)\))?/.exec(field(section, "Server version") ?? "");
  return { ...(match?.[1] && { version: match[1] }), ...(match?.[2] && { platform: match[2] }) };
}

/** `APR 1.7.2, APR-UTIL 1.6.3, PCRE …`; 2.2 writes `APR-Util`. */
function libraryVersion(
  section: Section,
  library: string,
  of: "Server loaded" | "Compiled using",
): string | undefined {
  return new RegExp(`(?:^|, )${library} ([\\w.-]+)`, "i").exec(field(section, of) ?? "")?.[1];
}

/** Empty for a modular MPM whose configuration could not be read; 2.0 has it among the -D lines only. */
function mpm(section: Section): string | Gap {
  const named = field(section, "Server MPM")?.toLowerCase();
  const directory = /-D APACHE_MPM_DIR="server\/mpm\/(?:experimental\/)?(\w+)"/.exec(
    textOf(section, "version"),
  )?.[1];
  return named ?? directory ?? unreadable(section);
}

function unreadable(section: Section): Gap {
  const message = partOf(section, "version")?.stderr.trim().split("\n").at(-1) ?? "";
  if (/permission denied/i.test(message)) return { outcome: "denied", reason: message };
  return failed(message || "the configuration could not be read");
}

/** A map: `constructor` is no MPM, but every object has one. */
const THREADED: ReadonlyMap<string, boolean> = new Map([
  ["prefork", false],
  ["worker", true],
  ["event", true],
]);

/** `threaded:     yes (fixed thread count)`; where the line is missing the MPM's name decides. */
function capability(
  section: Section,
  name: "threaded" | "forked",
  byName: boolean | undefined,
): boolean | Gap {
  const said = field(section, name);
  return said === undefined ? (byName ?? unreadable(section)) : said.startsWith("yes");
}

/** Lines `"--prefix=/usr" \`; the first one names the configure script. */
function configureArguments(section: Section): string[] | Gap {
  if (partOf(section, "config-nice")?.status !== 0) {
    return whyEmpty(section, "config-nice", "no config.nice: distributions do not ship it");
  }
  return [...textOf(section, "config-nice").matchAll(/^["'](.*?)["'] *\\?$/gm)]
    .map((match) => match[1] ?? "")
    .filter((word) => word !== "$@" && !/(^|\/)configure$/.test(word));
}

function parse({ section, other }: ParseInput<typeof needs>): FactsOf<typeof facts> {
  const { version, platform } = server(section);
  const missing = version ? absent("httpd does not say") : notApache(section);
  const name = mpm(section);
  const threaded = typeof name === "string" ? THREADED.get(name) : undefined;
  return {
    "apache.binary": lineOf(section, "binary") ?? whyEmpty(section, "binary", "not found"),
    "apache.running": running(section, other("discovery")),
    "apache.environment":
      lineOf(section, "environment-source") ?? whyEmpty(section, "environment-source", "unknown"),
    "apache.python_environment": pythonVariables(section),
    "apache.variables_at": partOf(section, "set-at")
      ? linesOf(section, "set-at").map((line) => line.replace("\t", " "))
      : absent("none of them is set, or it was not looked for"),
    "apache.version": version ?? missing,
    "apache.platform": platform ?? missing,
    "apache.built": field(section, "Server built") ?? missing,
    "apache.mmn": field(section, "Server's Module Magic Number") ?? missing,
    "apache.architecture": field(section, "Architecture") ?? missing,
    "apache.apr": libraryVersion(section, "APR", "Server loaded") ?? missing,
    "apache.apr_util": libraryVersion(section, "APR-UTIL", "Server loaded") ?? missing,
    "apache.apr_compiled": libraryVersion(section, "APR", "Compiled using") ?? missing,
    "apache.apr_util_compiled": libraryVersion(section, "APR-UTIL", "Compiled using") ?? missing,
    "apache.mpm": version ? name : missing,
    "apache.threaded": version ? capability(section, "threaded", threaded) : missing,
    "apache.forked": version
      ? capability(section, "forked", threaded === undefined ? undefined : true)
      : missing,
    "apache.configure_args": configureArguments(section),
    "apache.left_out": linesOf(section, "left").map((line) => line.replace("\t", ": ")),
    "apache.build_dir":
      lineOf(section, "build-directory") ?? whyEmpty(section, "build-directory", "apxs is not installed"),
  };
}

/** Whether a master runs; a gap where the host does not show its processes. */
function running(section: Section, discovery: Section | undefined): boolean | Gap {
  if (lineOf(section, "master") !== undefined) return true;
  if (partOf(section, "master")?.status !== 0) return failed("the section was cut off");
  return unseen(discovery) ?? false;
}

/** Why there is nothing to say of processes: none run, or nobody can tell; undefined where they do. */
export function whyNotRunning(
  known: { readonly "apache.running"?: boolean | Gap | undefined },
  reason: string,
): Gap | undefined {
  const runs = known["apache.running"];
  if (runs === true) return undefined;
  return isGap(runs) ? runs : absent(reason);
}

/** A running server whose environment nothing tells may have any. */
function pythonVariables(section: Section): string[] | Gap {
  const untold = lineOf(section, "environment-source") === "none" && lineOf(section, "master") !== undefined;
  if (untold) return denied("/proc/PID/environ: only root and the owner may read it");
  const environment = apacheEnvironment(section);
  return ["PYTHONHOME", "PYTHONPATH"].flatMap((name) => {
    const value = environment.get(name);
    return value === undefined ? [] : [`${name}=${value}`];
  });
}

function notApache(section: Section): Gap {
  const part = partOf(section, "version");
  if (part?.status === null) return failed("-V did not come to its end");
  const gap = whyEmpty(section, "version", "");
  if (gap.outcome === "denied") return gap;
  return failed(part?.stderr.trim().split("\n")[0] || "the program does not answer like Apache httpd");
}

/** Apache's own environment variables, as far as they decide which libraries and which Python are found. */
export function apacheEnvironment(section: Section | undefined): Map<string, string> {
  const pairs = linesOf(section, "environment").map((line) => line.split(/=(.*)/s, 2) as [string, string]);
  return new Map(pairs);
}

export const apache = defineCheck({
  id: "apache",
  title: "Apache build",
  level: "installation",
  needs,
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 20,
  keeps: "APACHE",
  first: ["apache.binary"],
  facts,
  parse,
});
