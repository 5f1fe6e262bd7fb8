import type { Command } from "commander";
import type { Io } from "./io.js";

type Add = (program: Command, io: Io, done: (code: number) => void) => Command;

/** Every command, in the order of the help; read when it is asked for, as reading takes longer than most of them. */
const COMMANDS: Readonly<Record<string, () => Promise<Add>>> = {
  run: async () => (await import("./commands/run.js")).addRun,
  collect: async () => (await import("./commands/collect.js")).addCollect,
  report: async () => (await import("./commands/report.js")).addReport,
  bundle: async () => (await import("./commands/bundle.js")).addBundle,
  diff: async () => (await import("./commands/diff.js")).addDiff,
  history: async () => (await import("./commands/history.js")).addHistory,
  hosts: async () => (await import("./commands/hosts.js")).addHosts,
  script: async () => (await import("./commands/script.js")).addScript,
  "observe-script": async () => (await import("./commands/observe-script.js")).addObserveScript,
  explain: async () => (await import("./commands/explain.js")).addExplain,
  demo: async () => (await import("./commands/demo.js")).addDemo,
};

const HELP = ["-h", "--help"];
const VERSION = ["-V", "--version"];

/**
 * What a command line can mean that begins with this word: its command; `run`, where it is an option of that; none for
 * the version; for help, and for whatever else stands there, all.
 */
export async function commandsFor(word = "run"): Promise<Add[]> {
  if (VERSION.includes(word)) return [];
  const name = word.startsWith("-") && !HELP.includes(word) ? "run" : word;
  const only = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return Promise.all((only ? [only] : Object.values(COMMANDS)).map((load) => load()));
}
