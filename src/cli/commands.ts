import type { Command } from "commander";
import { COMMAND_NAMES, type CommandName } from "./command-names.js";
import type { Io } from "./io.js";

type Add = (program: Command, io: Io, done: (code: number) => void) => Command;

/** Read when one is asked for, as reading takes longer than most of them. */
const COMMANDS = {
  run: async () => (await import("./commands/run.js")).addRun,
  check: async () => (await import("./commands/check.js")).addCheck,
  collect: async () => (await import("./commands/collect.js")).addCollect,
  report: async () => (await import("./commands/report.js")).addReport,
  bundle: async () => (await import("./commands/bundle.js")).addBundle,
  diff: async () => (await import("./commands/diff.js")).addDiff,
  history: async () => (await import("./commands/history.js")).addHistory,
  hosts: async () => (await import("./commands/hosts.js")).addHosts,
  init: async () => (await import("./commands/init.js")).addInit,
  script: async () => (await import("./commands/script.js")).addScript,
  "observe-script": async () => (await import("./commands/observe-script.js")).addObserveScript,
  explain: async () => (await import("./commands/explain.js")).addExplain,
  demo: async () => (await import("./commands/demo.js")).addDemo,
} satisfies Record<CommandName, () => Promise<Add>>;

const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);

const HELP = ["-h", "--help"];
const VERSION = ["-V", "--version"];

/**
 * What a command line can mean that begins with this word: its command; `run`, where it is an option of that; none for
 * the version; for help, and for whatever else stands there, all.
 */
export async function commandsFor(word = "run"): Promise<Add[]> {
  if (VERSION.includes(word)) return [];
  const name = word.startsWith("-") && !HELP.includes(word) ? "run" : word;
  const wanted = isCommand(name) ? [name] : COMMAND_NAMES;
  return Promise.all(wanted.map((each) => COMMANDS[each]()));
}
