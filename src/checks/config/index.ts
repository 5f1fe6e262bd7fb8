import { daemonGroups } from "../../apache-config/daemons.js";
import { type Directive, named, ofServer } from "../../apache-config/directives.js";
import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { apache } from "../apache/index.js";
import {
  absent,
  defineCheck,
  denied,
  type FactsOf,
  failed,
  gapsFor,
  type ParseInput,
  valueIn,
} from "../check.js";
import { lineOf, linesOf, partOf, textOf, whyCutShort, whyUnread } from "../sections.js";
import { servers } from "../servers/index.js";
import {
  complaint,
  configuration,
  defines,
  loadedModules,
  runGroup,
  runSetting,
  runUser,
  variablesSet,
} from "./dump.js";
import { facts } from "./facts.js";
import { proxiedPlaces } from "./proxied.js";
import { hiddenBehind, whyHidden } from "./start.js";

const needs = [apache, servers] as const;

const last = (directives: readonly Directive[]) => directives.at(-1)?.arguments[0];

function pythonHome(directives: readonly Directive[]): string {
  const server = last(ofServer(directives, "wsgipythonhome"));
  const homes = new Set(daemonGroups(directives).map(({ python_home }) => python_home ?? ""));
  return server ?? (homes.size === 1 ? ([...homes][0] ?? "") : "");
}

/** The status that the script gives where the configuration would load what others can change. */
const NOT_ASKED = 126;

/** A policy of the system refuses code to everybody: that is no file which only root may read. */
const MAPPING =
  /(?:failed to map segment|restore segment prot|segment writable for relocation|memory protections?|executable stack)\b/i;

/** The process that runs may have a variable that the configuration uses, where the login may not look. */
function hiddenVariable(section: Section, apache: Section | undefined): Gap | undefined {
  const cut = apache && whyCutShort(apache);
  const seen =
    !cut && (lineOf(apache, "environment-source") === "environ" || lineOf(apache, "master") === undefined);
  const said = `${partOf(section, "dump")?.stderr ?? ""}\n${partOf(section, "syntax")?.stderr ?? ""}`;
  const name = /Config variable \$\{(\w+)\} is not defined/.exec(said)?.[1];
  if (seen || name === undefined) return undefined;
  return cut
    ? failed(`whether the process has ${name}, which the configuration uses, is not known: ${cut.reason}`)
    : denied(
        `/proc/PID/environ: only root and the owner may read whether it has ${name}, which the configuration uses`,
      );
}

/** Whether httpd could read everything. Unprivileged, `-t` may fail on keys that only root may read. */
function verdict(section: Section, apache: Section | undefined): { ok: boolean | Gap; error: string | Gap } {
  const syntax = partOf(section, "syntax");
  if (syntax?.status === 0) return { ok: true, error: "" };
  if (syntax?.status === NOT_ASKED) {
    const gap = failed(syntax.stderr.trim().split("\n")[0] || "httpd was not asked");
    return { ok: gap, error: gap };
  }
  if (syntax?.status === undefined || syntax.status === null || syntax.status > 128) {
    const gap = failed("httpd -t did not come to its end");
    return { ok: gap, error: gap };
  }
  const message = complaint(section) ?? `httpd -t ended with status ${syntax.status}`;
  const hidden = hiddenBehind(section, message);
  if (hidden) {
    const gap = denied(`${message} (${whyHidden(hidden)})`);
    return { ok: gap, error: gap };
  }
  const lacking = hiddenVariable(section, apache);
  if (lacking) return { ok: lacking, error: lacking };
  // An older script has not looked whether it is there.
  const told = partOf(section, "hidden") === undefined && /does not exist or is empty|AH02291/.test(message);
  const forbidden = !MAPPING.test(message) && (told || /permission denied/i.test(message));
  return forbidden ? { ok: denied(message), error: denied(message) } : { ok: false, error: message };
}

/** A variable whose value did not leave the host: what is made of it is not known. */
const unfilled = (values: readonly string[]): Gap | undefined => {
  const open = values.find((value) => value.includes("${"));
  return open === undefined ? undefined : failed(`the value of a variable is not known: ${open}`);
};

const filledIn = (value: string): string | Gap => unfilled([value]) ?? value;

/** The last resort: what -d says, else what was compiled in. */
function startingRoot(apache: Section | undefined): string | undefined {
  const words = textOf(apache, "arguments").split("\u001f");
  const given = words.find((word) => word.startsWith("-d"));
  const separate = given === "-d" ? words[words.indexOf("-d") + 1] : given?.slice(2);
  return separate ?? /-D HTTPD_ROOT="(.*)"/.exec(textOf(apache, "version"))?.[1];
}

/** What a line of a configuration costs, which is looked at by several checks. */
const LINE_UNITS = 3;

function parse({ section, other, known, budget }: ParseInput<typeof needs>): FactsOf<typeof facts> {
  if (section.status === 3) return gapsFor(facts, absent("the program is not an Apache httpd that answers"));
  const lines = linesOf(section, "directives").length + linesOf(section, "files").length;
  budget.spend(lines * LINE_UNITS, `${lines} more lines of configuration`);
  const { ok, error } = verdict(section, other("apache"));
  const read = configuration(section);
  const unread: Gap = unreadable(section);
  const directives = read?.directives ?? [];
  const or = <T>(value: T): T | Gap => (read ? value : unread);
  // Of what stands in files that could not be read, nothing is said not to be there.
  const hole = read?.evaluated === false ? whyUnread(section, "files") : undefined;
  const unless = <T>(nothing: boolean, value: T): T | Gap => (nothing && hole ? hole : or(value));
  const text = (key: string) => {
    const value = last(ofServer(directives, key)) ?? "";
    return unless(value === "", filledIn(value));
  };
  const listens = [...new Set(named(directives, "listen").map((each) => each.arguments.join(" ")))];
  const daemons = daemonGroups(directives);
  const variables = variablesSet(directives);
  const restricted = last(ofServer(directives, "wsgirestrictembedded"))?.toLowerCase();
  const lazy = last(ofServer(directives, "wsgilazyinitialization"))?.toLowerCase();
  const home = pythonHome(directives);
  const places = proxiedPlaces(section, valueIn(known, "host.python_servers") ?? [], budget);
  const dumped = loadedModules(section) !== undefined;
  return {
    "apache.server_root":
      runSetting(section, "ServerRoot") ??
      last(ofServer(directives, "serverroot")) ??
      startingRoot(other("apache")) ??
      unread,
    "apache.config_file": lineOf(section, "main-file") ?? unread,
    "apache.config_ok": ok,
    "apache.config_error": error,
    "apache.config_source": or(read?.evaluated ? "evaluated" : "files"),
    "apache.defines": dumped ? defines(section) : unread,
    "apache.listen": unless(listens.length === 0, unfilled(listens) ?? listens),
    "apache.user": runUser(section) ?? text("user"),
    "apache.group": runGroup(section) ?? text("group"),
    "apache.proxied": unless(places.length === 0, places),
    "wsgi.restrict_embedded": unless(restricted === undefined, restricted === "on"),
    "wsgi.lazy_initialization": unless(lazy === undefined, lazy !== "off"),
    "wsgi.socket_prefix": text("wsgisocketprefix"),
    "wsgi.setenv": unless(variables.length === 0, variables),
    "wsgi.python_path": text("wsgipythonpath"),
    "wsgi.daemons": unless(daemons.length === 0, daemons),
    "python.home": unless(home === "", filledIn(home)),
  };
}

function unreadable(section: Section): Gap {
  const message = complaint(section) ?? (textOf(section, "files") || "the configuration could not be read");
  return /permission denied/i.test(message) ? denied(message) : failed(message);
}

export const config = defineCheck({
  id: "config",
  title: "Configuration",
  level: "installation",
  needs,
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 40,
  keeps: "CONFIG",
  decides: true,
  first: ["apache.config_file"],
  facts,
  parse,
});
