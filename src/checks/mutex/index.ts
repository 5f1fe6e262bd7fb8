import { type Directive, named } from "../../apache-config/directives.js";
import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { apache } from "../apache/index.js";
import { absent, defineCheck, type FactsOf, type ParseInput, valueIn } from "../check.js";
import { configuration } from "../config/dump.js";
import { config } from "../config/index.js";
import { modules } from "../modules/index.js";
import { behind, partOf, textOf, whyEmpty } from "../sections.js";

const needs = [apache, config, modules] as const;

const facts = {
  "mutex.default": {
    label: "Built-in mutex",
    description: "Cross-process mechanism that APR was built to use by default",
    type: "string",
    source: "`httpd -V`",
    example: "pthread",
  },
  "mutex.available": {
    label: "Mutexes",
    description: "Mechanisms that this build accepts",
    type: "list",
    source: "what `httpd -t -c 'Mutex xxx'` or, before 2.4, `httpd -t -c 'AcceptMutex xxx'` offers instead",
    example: ["none", "default", "flock", "fcntl", "file", "pthread", "sysvsem", "posixsem", "sem"],
  },
  "mutex.accept": {
    label: "Accept mutex",
    description: "In effect for Apache's own accept lock; none: the event MPM has no such lock",
    type: "string",
    source: "`httpd -t -D DUMP_RUN_CFG`, else `AcceptMutex`; APR's default is in `httpd -V`",
    example: "none",
  },
  "mutex.wsgi": {
    label: "WSGI mutex",
    description:
      "In effect for daemon groups of several processes; unset means fcntl, not APR's default as its documentation says: mod_wsgi's field is zero, and zero is APR_LOCK_FCNTL",
    type: "string",
    source: "`WSGIAcceptMutex` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: "fcntl",
  },
  "mutex.directives": {
    label: "Mutex directives",
    description: "Directives that set a mechanism, with their place",
    type: "list",
    source: "`Mutex`, `AcceptMutex` and `WSGIAcceptMutex` in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: ["WSGIAcceptMutex fcntl (/etc/apache2/mods-enabled/wsgi.conf:9)"],
  },
} as const;

/** Exactly one cross-process macro is set; APR_USE_PTHREAD_SERIALIZE is the lock between threads. */
function builtIn(apache: Section | undefined): string | Gap {
  const macros = [
    ...textOf(apache, "version").matchAll(/-D (?:APR_USE_|HAVE_|USE_)(\w+?)_SERIALIZED?(?:_ACCEPT)?$/gm),
  ]
    .map((match) => (match[1] ?? "").toLowerCase())
    .filter((name) => name !== "pthread");
  return (
    macros[0]?.replace("proc_pthread", "pthread") ?? whyEmpty(apache, "version", "-V names no mechanism")
  );
}

/** httpd's answer to an impossible mechanism, in the words of 2.4, of 2.2 and of mod_wsgi. */
function available(section: Section): string[] | Gap {
  const said = ["apache", "alone", "wsgi"].map((name) => partOf(section, name)?.stderr ?? "").join("\n");
  const quoted = behind(said, "Mutex mechanisms are: ", /^(.*)\)/)?.[1];
  if (quoted) return quoted.split(/, */).map((word) => word.replaceAll("'", "").replace(/:.*/, ""));
  const plain = behind(said, "alid accept mutex", /^(?:es| mechanisms)[^:]*: (.*?)\.?$/)?.[1];
  return plain ? plain.split(/, */) : whyEmpty(section, "apache", "httpd did not name them");
}

/** `Mutex mpm-accept: …` of the dump beats `Mutex default: …`; "default" is APR's. */
function accept(config: Section | undefined, mpm: unknown, standard: string | Gap): string | Gap {
  if (mpm === "event") return "none";
  const dump = textOf(config, "dump");
  const own = /^Mutex mpm-accept: .*mechanism=(\w+)/m.exec(dump)?.[1];
  const common = /^Mutex default: .*mechanism=(\w+)/m.exec(dump)?.[1];
  const old = named(configuration(config)?.directives ?? [], "acceptmutex").at(-1)?.arguments[0];
  const mechanism = own ?? old ?? common;
  if (mechanism === undefined) return whyEmpty(config, "dump", "the dump does not name it");
  return mechanism === "default" ? standard : mechanism;
}

/** mod_wsgi's field is zero-filled, and zero is APR_LOCK_FCNTL. */
function wsgi(directives: readonly Directive[], standard: string | Gap): string | Gap {
  const chosen = named(directives, "wsgiacceptmutex").at(-1)?.arguments[0];
  if (chosen === undefined) return "fcntl";
  return chosen.toLowerCase() === "default" ? standard : chosen.toLowerCase();
}

const MUTEX_DIRECTIVES = ["mutex", "acceptmutex", "wsgiacceptmutex"];

function parse({ section, other, known }: ParseInput<typeof needs>): FactsOf<typeof facts> {
  const config = other("config");
  const read = configuration(config);
  const standard = builtIn(other("apache"));
  const unread = whyEmpty(config, "dump", "the configuration could not be read");
  const set = read?.directives.filter(({ key }) => MUTEX_DIRECTIVES.includes(key));
  const here = valueIn(known, "modules.wsgi");
  return {
    "mutex.default": standard,
    "mutex.available": available(section),
    "mutex.accept": accept(config, valueIn(known, "apache.mpm"), standard),
    "mutex.wsgi":
      here === "absent" ? absent("mod_wsgi is not loaded") : read ? wsgi(read.directives, standard) : unread,
    "mutex.directives":
      set?.map((each) => `${each.name} ${each.arguments.join(" ")} (${each.file}:${each.line})`) ?? unread,
  };
}

export const mutex = defineCheck({
  id: "mutex",
  title: "Accept mutex",
  level: "installation",
  needs,
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 15,
  facts,
  parse,
});
