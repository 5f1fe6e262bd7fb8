import { type Budget, budgetOfHost } from "../base/budget.js";
import { type Access, accessOf } from "./access.js";
import { inFrontOf } from "./below.js";
import { type EntryKind, type EntryPoint, entryPointsOf, importScriptsOf } from "./entry-points.js";
import { expand, expandGroup, type NameSource, namedByClient, variants } from "./groups.js";
import type { EmbeddedConcurrency } from "./mpm.js";
import { firstProblem, groupProblem, scriptsProblem } from "./problems.js";
import { appliedTo } from "./sections.js";
import { labelOf, mainServerServes, type Server, serversOf } from "./servers.js";
import { Settings } from "./settings.js";
import { spendOn } from "./size.js";
import { type Evaluated, type Surroundings, surroundings } from "./surroundings.js";
import { type ConfigNode, placeOf } from "./tree.js";
import { type Decided, derived, isUndecided, type Undecided, undecided } from "./undecided.js";

/** Which directive decided a value. */
export interface Decision {
  fact: string;
  directive: string;
  at: string;
}

export type { Evaluated };

/** One entry point of one server, and how its requests are served. */
export interface Application {
  kind: EntryKind;
  vhost: string;
  mount: string;
  script: string;
  declaredAt: string;
  processGroup: Decided<string>;
  applicationGroup: Decided<string>;
  applicationGroupVariants: string[];
  multithread: Decided<boolean>;
  multiprocess: Decided<boolean>;
  processes: Decided<number>;
  threads: Decided<number>;
  user: Decided<string>;
  pythonHome: Decided<string>;
  /** Whom httpd lets in to it. */
  access: Decided<Access>;
  /** Whether it gets the Authorization header. */
  passAuthorization: Decided<boolean>;
  /** What of a request names the sub-interpreter: `host`, the port of its Host header, a variable, or nothing. */
  namedByClient: "host" | "port" | "variable" | "";
  /** Why its requests fail or go elsewhere; "" if nothing is known. */
  problem: Decided<string>;
  /** Directives that decide otherwise for a part of the URLs at its mount and below, as `FILE:LINE NAME`. */
  differsBelow: string[];
  decisions: Decision[];
}

interface Choice {
  value: Decided<string>;
  raw: string | undefined;
  decision: Decision | undefined;
}

/** A group: the entry point's own option, else the sections and servers around it, else the default. */
function choose(
  kind: "process" | "application",
  entry: EntryPoint,
  source: NameSource,
  fallback: string,
): Choice {
  const fact = `app.${kind}_group`;
  const option = entry.options.get(`${kind}-group`);
  const directive = source.settings.last(`wsgi${kind}group`);
  const nameOf = kind === "process" ? expandGroup : expand;
  if (option !== undefined) {
    const decision = { fact, directive: `${entry.node.name} ${kind}-group=`, at: placeOf(entry.node) };
    return { value: nameOf(option, source), raw: option, decision };
  }
  if (isUndecided(directive)) return { value: directive, raw: undefined, decision: undefined };
  const raw = directive?.arguments[0] ?? fallback;
  const decision = directive && { fact, directive: directive.name, at: placeOf(directive) };
  return { value: nameOf(raw, source), raw, decision };
}

const isOn = (node: ConfigNode | undefined) => node?.arguments[0]?.toLowerCase() === "on";

/** Scripts that choose groups for each request, where one is set. */
function dispatcher(settings: Settings): Undecided | undefined {
  const node = settings.last("wsgidispatchscript");
  if (node === undefined || isUndecided(node)) return node;
  return undecided(`WSGIDispatchScript at ${placeOf(node)} may decide for each request`);
}

/** What a process of that group is like; an unknown group has no answer. */
function concurrency(
  group: string,
  around: Surroundings,
): Decided<EmbeddedConcurrency & { user: Decided<string>; home: string }> {
  if (group === "") {
    return derived(around.embedded, (embedded) => ({
      ...embedded,
      user: around.user,
      home: around.pythonHome,
    }));
  }
  const daemon = around.daemons.get(group);
  if (!daemon) return undecided(`no WSGIDaemonProcess is called "${group}"`);
  const { processes, processes_set, threads, user, python_home } = daemon.group;
  return {
    processes,
    threads,
    multithread: threads !== 1,
    multiprocess: processes_set,
    user: user ?? around.user,
    home: python_home ?? around.pythonHome,
  };
}

function application(entry: EntryPoint, server: Server, around: Surroundings): Application {
  const settings = new Settings(appliedTo(around.base, server, entry.request));
  const source: NameSource = { server, settings, scriptName: entry.scriptName };
  const group = choose("process", entry, source, "%{GLOBAL}");
  const interpreter = choose("application", entry, source, "%{RESOURCE}");
  const dispatched = entry.kind === "import-script" ? undefined : dispatcher(settings);
  const processGroup = dispatched ?? group.value;
  const served = derived(processGroup, (name) => concurrency(name, around));
  const of = <K extends keyof EmbeddedConcurrency | "home" | "user">(key: K) =>
    derived(served, (each) => each[key]);
  const front = inFrontOf(entry, { base: around.base, server }, settings, around.budget);
  const problem = firstProblem(
    entry.shadow,
    front.problem,
    scriptsProblem(entry, settings, around),
    derived(processGroup, (name) => groupProblem(name, server, settings, around)),
  );
  return {
    kind: entry.kind,
    vhost: labelOf(server),
    mount: entry.mount,
    script: entry.script,
    declaredAt: placeOf(entry.node),
    processGroup,
    applicationGroup: dispatched ?? interpreter.value,
    applicationGroupVariants:
      interpreter.raw === undefined || dispatched ? [] : variants(interpreter.raw, source),
    multithread: of("multithread") as Decided<boolean>,
    multiprocess: of("multiprocess") as Decided<boolean>,
    processes: of("processes") as Decided<number>,
    threads: of("threads") as Decided<number>,
    user: of("user") as Decided<string>,
    pythonHome: of("home") as Decided<string>,
    access: entry.kind === "import-script" ? undecided("no request asks for it") : accessOf(settings),
    passAuthorization: derived(settings.last("wsgipassauthorization"), isOn),
    namedByClient: dispatched || entry.kind === "import-script" ? "" : namedByClient(interpreter.raw, source),
    problem,
    differsBelow: [...new Set(front.parts)],
    decisions: [group.decision, interpreter.decision].filter((each) => each !== undefined),
  };
}

/**
 * Every WSGI application of an installation, in the order of its servers and of their directives. Pure. Throws a
 * TooMuchError, or what the budget throws, for more than may be worked out for one host.
 */
export function evaluateApplications(input: Evaluated, budget: Budget = budgetOfHost()): Application[] {
  const servers = serversOf(input.tree, input.names);
  spendOn(servers, budget);
  const around = surroundings(input, servers, budget);
  const { base } = around;
  const isDirectory = (path: string) => input.isDirectory?.(path);
  const serving = mainServerServes(servers) ? servers : servers.slice(1);
  const entries = serving.flatMap((server) =>
    entryPointsOf({ base, server, budget, isDirectory }).map((entry) => application(entry, server, around)),
  );
  const imports = servers.flatMap((server) =>
    importScriptsOf(server).map((entry) => application(entry, server, around)),
  );
  return [...entries, ...imports];
}
