import { Command, CommanderError } from "commander";
import { InterruptedError, InventoryError, UsageError, WriteError } from "../base/errors.js";
import { tool } from "../base/version.js";
import { formatInventoryError } from "../inventory/own/format-error.js";
import { commandsFor } from "./commands.js";
import { type Io, type System, widthOf, writeLine } from "./io.js";
import { FILE } from "./options/formats.js";
import { Output } from "./process/output-streams.js";
import { Unattended } from "./unattended/unattended.js";

const EXIT_CODES = `
Exit codes:
  0  complete, nothing found at or above --fail-on
  1  the program failed
  2  usage, inventory or configuration error, or nothing selected
  3  complete, with findings (of diff and --changes-only: with changes)
  4  incomplete (a host not ok, or a demand that cannot be judged), no findings
  5  incomplete, with findings
  130  interrupted; what was gathered has been written and reported`;

/** Runs the command line. Resolves to the exit code; never ends the process and never rejects. */
export async function main(argv: readonly string[], system: System): Promise<number> {
  const io = ioOf(argv, system);
  let code = 0;
  const done = (result: number) => {
    code = result;
  };
  const output = new Output(io);
  try {
    await (await commandLine(argv, io, done)).parseAsync([...argv]);
    await output.written();
    io.run.end(code);
    return code;
  } catch (error) {
    const [failed, message] = explain(error);
    if (message !== "") writeLine(io.stderr, message);
    if (failed !== 0 && isForMonitor(argv)) return await tellMonitor(error, io);
    io.run.end(failed, message.split("\n")[0]);
    return failed;
  }
}

const ioOf = (argv: readonly string[], system: System): Io => ({
  words: argv.slice(2),
  stdout: system.stdout,
  stderr: system.stderr,
  env: system.env,
  on: system.on.bind(system),
  off: system.off.bind(system),
  run: new Unattended(system),
});

/** Columns of the help where nobody says how many there are. */
const HELP_WIDTH = 80;

async function commandLine(argv: readonly string[], io: Io, done: (code: number) => void): Promise<Command> {
  const program = new Command("wsgi-audit")
    .description("Audit Apache httpd, mod_wsgi and Python over SSH, and show which hosts are out of line.")
    .version(tool.version)
    .showHelpAfterError("(--help shows what there is)")
    .addHelpText("after", EXIT_CODES)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => widthOf(io, HELP_WIDTH),
    })
    .configureHelp({ minWidthToWrap: 20 });
  for (const add of await commandsFor(argv[2])) add(program, io, done);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

/** A monitoring system reads one line and a code of its own: our 1 would be a warning to it, and our 2 critical. */
async function tellMonitor(error: unknown, io: Io): Promise<number> {
  const { MONITOR_UNKNOWN, monitorMistake } = await import("../report/monitor.js");
  const message = firstLine(error);
  io.stdout.write(monitorMistake(message));
  io.run.end(MONITOR_UNKNOWN, message);
  return MONITOR_UNKNOWN;
}

/** Where the options cannot be read, the words have to do: this format alone, not as one of several files. */
const isForMonitor = (argv: readonly string[]): boolean =>
  argv.some((word, index) => {
    const behind = word === "monitor" && /^(-f|--format)$/.test(argv[index - 1] ?? "");
    return (behind && !Object.hasOwn(FILE, argv[index + 1] ?? "")) || /^(-f|--format=)monitor$/.test(word);
  });

function firstLine(error: unknown): string {
  const text =
    error instanceof InventoryError ? formatInventoryError(error) : String((error as Error).message);
  return text.split("\n")[0] ?? "";
}

/**
 * The exit code and the message: a line for the user's mistakes, a stack for ours. Commander prints its own messages.
 */
function explain(error: unknown): [code: number, message: string] {
  if (error instanceof CommanderError) return [error.exitCode === 0 ? 0 : 2, ""];
  if (error instanceof InventoryError) return [2, formatInventoryError(error)];
  if (error instanceof UsageError) return [2, `wsgi-audit: ${error.message}`];
  if (error instanceof WriteError) return [1, `wsgi-audit: ${error.message}`];
  if (error instanceof InterruptedError) return [130, `wsgi-audit: ${error.message}`];
  return [1, `wsgi-audit: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
}
