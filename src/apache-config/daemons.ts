import type { Directive } from "./directives.js";
import { named, ofServer } from "./directives.js";
import { optionsOf } from "./lexer.js";

/** One WSGIDaemonProcess. `processes_set`: the option was written, which is what makes it multiprocess. */
export interface DaemonGroup {
  name: string;
  processes: number;
  processes_set: boolean;
  threads: number;
  /** Of its own, or what the server's was where it stands; null for the server's. */
  user: string | null;
  group: string | null;
  /** Names of groups, with commas between; null where the user's own count. */
  supplementary_groups: string | null;
  umask: string | null;
  chroot: string | null;
  python_home: string | null;
  python_path: string | null;
  home: string | null;
  display_name: string | null;
  /** Seconds; null where it is not written. */
  request_timeout: number | null;
  queue_timeout: number | null;
  declared_at: string;
}

/** mod_wsgi's own defaults: one process of fifteen threads. */
const PROCESSES = 1;
const THREADS = 15;

const numberOr = (text: string | undefined, fallback: number) =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : fallback;

function daemonGroup(directive: Directive): DaemonGroup {
  const [name = "", ...words] = directive.arguments;
  const options = optionsOf(words);
  const text = (option: string) => options.get(option) ?? null;
  const seconds = (option: string) => (options.has(option) ? numberOr(options.get(option), 0) : null);
  return {
    name,
    processes: numberOr(options.get("processes"), PROCESSES),
    processes_set: options.has("processes"),
    threads: numberOr(options.get("threads"), THREADS),
    user: text("user"),
    group: text("group"),
    supplementary_groups: text("supplementary-groups"),
    umask: text("umask"),
    chroot: text("chroot"),
    python_home: text("python-home"),
    python_path: text("python-path"),
    home: text("home"),
    display_name: text("display-name"),
    request_timeout: seconds("request-timeout"),
    queue_timeout: seconds("queue-timeout"),
    declared_at: `${directive.file}:${directive.line}`,
  };
}

/**
 * The daemon process groups of a configuration, in its order. One that names no user takes the one that was set last before its
 * line, even where a later line sets another for the server; where none stands before, it gets the server's, for httpd reads
 * its configuration twice. The same holds for the group.
 */
export function daemonGroups(directives: readonly Directive[]): DaemonGroup[] {
  const before = { user: settingsBefore(directives, "user"), group: settingsBefore(directives, "group") };
  return named(directives, "wsgidaemonprocess").map((directive) => {
    const group = daemonGroup(directive);
    return {
      ...group,
      user: group.user ?? before.user(directive),
      group: group.group ?? before.group(directive),
    };
  });
}

/** Tells of a directive where it stands among all of them. */
function placesIn(directives: readonly Directive[]): (directive: Directive) => number {
  const places = new Map(directives.map((each, index) => [each, index]));
  return (directive) => places.get(directive) ?? 0;
}

/** What a setting of the server is where a directive stands; null where it is what it is in the end, or none stands before. */
function settingsBefore(directives: readonly Directive[], key: string) {
  const settings = ofServer(directives, key);
  const final = settings.at(-1)?.arguments[0];
  if (settings.every(({ arguments: [value] }) => value === final)) return () => null;
  const placeOf = placesIn(directives);
  return (directive: Directive): string | null => {
    const value = settings.findLast((each) => placeOf(each) < placeOf(directive))?.arguments[0];
    return value === undefined || value === final ? null : value;
  };
}

/**
 * Names of the groups whose processes never come up: mod_wsgi puts the group of the process, as it is set where the directive
 * stands, in front of the supplementary ones, and the system takes none that is not set yet. Only where a `Group` comes later.
 */
export function groupsBeforeGroup(directives: readonly Directive[]): ReadonlySet<string> {
  const placeOf = placesIn(directives);
  const [first] = ofServer(directives, "group");
  const isTooEarly = (directive: Directive) => {
    const { group, supplementary_groups } = daemonGroup(directive);
    const isBefore = first !== undefined && placeOf(directive) < placeOf(first);
    return isBefore && group === null && supplementary_groups !== null;
  };
  return new Set(
    named(directives, "wsgidaemonprocess").flatMap((each) =>
      isTooEarly(each) ? (each.arguments[0] ?? []) : [],
    ),
  );
}
