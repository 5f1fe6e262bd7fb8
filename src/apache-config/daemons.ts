import type { Directive } from "./directives.js";
import { named } from "./directives.js";
import { optionsOf } from "./lexer.js";

/** One WSGIDaemonProcess. `processes_set`: the option was written, which is what makes it multiprocess. */
export interface DaemonGroup {
  name: string;
  processes: number;
  processes_set: boolean;
  threads: number;
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

/** The daemon process groups of a configuration, in its order. */
export const daemonGroups = (directives: readonly Directive[]): DaemonGroup[] =>
  named(directives, "wsgidaemonprocess").map(daemonGroup);
