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
  records,
} from "../check.js";
import { lineOf, linesOf, partOf, textOf } from "../sections.js";
import type { DaemonGroup } from "./daemons.js";
import { complaint, configuration, defines, loadedModules, runSetting } from "./dump.js";
import { hiddenBehind, whyHidden } from "./start.js";

const needs = [apache] as const;

const facts = {
  "apache.server_root": {
    label: "ServerRoot",
    description: "Where relative paths of the configuration begin",
    type: "string",
    source:
      "`httpd -t -D DUMP_RUN_CFG`, else `ServerRoot` of the files, `-d` of the command line or `httpd -V`",
    example: "/etc/apache2",
  },
  "apache.config_file": {
    label: "Config",
    description: "The main configuration file, absolute",
    type: "string",
    source: "`-f` of the command line, else `SERVER_CONFIG_FILE` of `httpd -V`",
    example: "/etc/apache2/apache2.conf",
  },
  "apache.config_ok": {
    label: "Config ok",
    description: "httpd can read its configuration, as far as the login may look",
    type: "boolean",
    source: "exit status of `httpd -t`",
    example: true,
  },
  "apache.config_error": {
    label: "Config error",
    description: 'What httpd complains of, "" if nothing',
    type: "string",
    source: "standard error of `httpd -t`",
    example:
      "apache2: Syntax error on line 80 of /etc/apache2/apache2.conf: DefaultRuntimeDir must be a valid directory, absolute or relative to ServerRoot",
  },
  "apache.config_source": {
    label: "Config read",
    description:
      "evaluated: as httpd itself reads it; files: line by line, without macros and secret variables",
    type: "string",
    source: "whether `httpd -t -D DUMP_CONFIG` answered",
    example: "evaluated",
  },
  "apache.defines": {
    label: "Defines",
    description: "Parameters defined with -D and Define; values only if paths",
    type: "list",
    source: "`httpd -t -D DUMP_RUN_CFG`",
    example: ["FOREGROUND", "MOD_WSGI_KEEP_ALIVE"],
  },
  "apache.listen": {
    label: "Listen",
    description: "Addresses and ports that the configuration listens on",
    type: "list",
    source: "`Listen` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: ["80"],
  },
  "apache.user": {
    label: "User",
    description: "User that serves requests",
    type: "string",
    source: "`User` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "www-data",
  },
  "wsgi.restrict_embedded": {
    label: "RestrictEmbedded",
    description: "WSGIRestrictEmbedded is On: no application may run in Apache's own processes",
    type: "boolean",
    source: "`WSGIRestrictEmbedded` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: false,
  },
  "wsgi.lazy_initialization": {
    label: "LazyInitialization",
    description:
      "Python is started in the processes that need it (On), not in the master as root before they fork",
    type: "boolean",
    source: "`WSGILazyInitialization` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: true,
  },
  "wsgi.socket_prefix": {
    label: "SocketPrefix",
    description: 'WSGISocketPrefix, "" for the built-in one',
    type: "string",
    source: "`WSGISocketPrefix` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "/var/run/wsgi",
  },
  "wsgi.python_path": {
    label: "PythonPath",
    description: 'WSGIPythonPath, which embedded mode puts on sys.path, "" if none is configured',
    type: "string",
    source: "`WSGIPythonPath` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "/srv/app:/srv/lib",
  },
  "wsgi.daemons": {
    label: "Daemons",
    description: "Daemon process groups (WSGIDaemonProcess)",
    type: records<DaemonGroup>(),
    ignores: ["declared_at"],
    source: "`WSGIDaemonProcess` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: [
      {
        name: "truth",
        processes: 1,
        processes_set: false,
        threads: 3,
        user: null,
        group: null,
        python_home: "/srv/venv",
        python_path: null,
        home: null,
        display_name: "%{GROUP}",
        request_timeout: 60,
        queue_timeout: null,
        declared_at: "/etc/apache2/sites-enabled/truth.conf:4",
      },
    ],
  },
  "python.home": {
    label: "Python home",
    description:
      'WSGIPythonHome, else the python-home that all daemon groups share; "" if none is configured',
    type: "string",
    source: "`WSGIPythonHome` and `WSGIDaemonProcess` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "/srv/venv",
  },
} as const;

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

/** Whether httpd could read everything. Unprivileged, `-t` may fail on keys that only root may read. */
function verdict(section: Section): { ok: boolean | Gap; error: string | Gap } {
  const syntax = partOf(section, "syntax");
  if (syntax?.status === 0) return { ok: true, error: "" };
  if (syntax?.status === NOT_ASKED) {
    const gap = failed(syntax.stderr.trim().split("\n")[0] || "httpd was not asked");
    return { ok: gap, error: gap };
  }
  if (syntax?.status === undefined || syntax.status === null || syntax.status > 128) {
    const gap = failed(
      section.timedOut ? "httpd -t ran into its time limit" : "httpd -t did not come to its end",
    );
    return { ok: gap, error: gap };
  }
  const message = complaint(section) ?? `httpd -t ended with status ${syntax.status}`;
  const hidden = hiddenBehind(section, message);
  if (hidden) {
    const gap = denied(`${message} (${whyHidden(hidden)})`);
    return { ok: gap, error: gap };
  }
  const forbidden =
    !MAPPING.test(message) && /permission denied|does not exist or is empty|AH02291/i.test(message);
  return forbidden ? { ok: denied(message), error: denied(message) } : { ok: false, error: message };
}

/** The last resort: what -d says, else what was compiled in. */
function startingRoot(apache: Section | undefined): string | undefined {
  const words = textOf(apache, "arguments").split("\u001f");
  const given = words.find((word) => word.startsWith("-d"));
  const separate = given === "-d" ? words[words.indexOf("-d") + 1] : given?.slice(2);
  return separate ?? /-D HTTPD_ROOT="(.*)"/.exec(textOf(apache, "version"))?.[1];
}

/** What a line of a configuration costs, which is looked at by several checks. */
const LINE_UNITS = 3;

function parse({ section, other, budget }: ParseInput<typeof needs>): FactsOf<typeof facts> {
  if (section.status === 3) return gapsFor(facts, absent("the program is not an Apache httpd that answers"));
  const lines = linesOf(section, "directives").length + linesOf(section, "files").length;
  budget.spend(lines * LINE_UNITS, `${lines} more lines of configuration`);
  const { ok, error } = verdict(section);
  const read = configuration(section);
  const unread: Gap = section.timedOut ? failed("the section ran into its time limit") : unreadable(section);
  const directives = read?.directives ?? [];
  const or = <T>(value: T): T | Gap => (read ? value : unread);
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
    "apache.listen": or([...new Set(named(directives, "listen").map((each) => each.arguments.join(" ")))]),
    "apache.user": last(ofServer(directives, "user")) ?? or(""),
    "wsgi.restrict_embedded": or(last(ofServer(directives, "wsgirestrictembedded"))?.toLowerCase() === "on"),
    "wsgi.lazy_initialization": or(
      last(ofServer(directives, "wsgilazyinitialization"))?.toLowerCase() !== "off",
    ),
    "wsgi.socket_prefix": or(last(ofServer(directives, "wsgisocketprefix")) ?? ""),
    "wsgi.python_path": or(last(ofServer(directives, "wsgipythonpath")) ?? ""),
    "wsgi.daemons": or(daemonGroups(directives)),
    "python.home": or(pythonHome(directives)),
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
  facts,
  parse,
});
