import { Command, CommanderError } from "commander";
import { InventoryError, UsageError, WriteError } from "../errors.js";
import { formatInventoryError } from "../inventory/format-error.js";
import { tool } from "../version.js";
import { addBundle } from "./bundle.js";
import { addDemo } from "./demo.js";
import { addDiff } from "./diff.js";
import { addExplain } from "./explain.js";
import { addHistory } from "./history.js";
import { addHosts } from "./hosts.js";
import type { Io } from "./io.js";
import { addObserveScript } from "./observe-script.js";
import { Output } from "./output-streams.js";
import { addReport } from "./report.js";
import { addCollect, addRun } from "./run.js";
import { addScript } from "./script.js";

const EXIT_CODES = `
Exit codes:
  0  complete, nothing found at or above --fail-on
  1  the program failed
  2  usage, inventory or configuration error, or nothing selected
  3  complete, with findings
  4  incomplete (a host not ok), no findings
  5  incomplete, with findings
  130  interrupted; what was gathered has been written and reported`;

/** Runs the command line. Resolves to the exit code; never ends the process and never rejects. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const done = (result: number) => {
    code = result;
  };
  const output = new Output(io);
  try {
    await commandLine(io, done).parseAsync([...argv]);
    await output.written();
    return code;
  } catch (error) {
    return explain(error, io);
  }
}

function commandLine(io: Io, done: (code: number) => void): Command {
  const program = new Command("wsgi-audit")
    .description("Audit Apache httpd, mod_wsgi and Python over SSH, and show which hosts are out of line.")
    .version(tool.version)
    .showHelpAfterError("(--help shows what there is)")
    .addHelpText("after", EXIT_CODES)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    });
  addRun(program, io, done);
  addCollect(program, io, done);
  addReport(program, io, done);
  addBundle(program, io);
  addDiff(program, io, done);
  addHistory(program, io);
  addHosts(program, io, done);
  addScript(program, io);
  addObserveScript(program, io);
  addExplain(program, io);
  addDemo(program, io, done);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

/** The user's mistakes are told in a line; ours with their stack. */
function explain(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof InventoryError) io.stderr.write(`${formatInventoryError(error)}\n`);
  else if (error instanceof UsageError) io.stderr.write(`wsgi-audit: ${error.message}\n`);
  else if (error instanceof WriteError) {
    io.stderr.write(`wsgi-audit: ${error.message}\n`);
    return 1;
  } else {
    io.stderr.write(
      `wsgi-audit: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return 1;
  }
  return 2;
}
