import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { UsageError } from "../errors.js";
import { type EvaluateOptions, evaluate } from "../evaluate.js";
import { History } from "../history.js";
import { collectSnapshot } from "../run.js";
import { readSnapshots, SnapshotWriter } from "../snapshot-file.js";
import { createTransports } from "../transport/transports.js";
import { tellChanges } from "./changes.js";
import { withinOpenFiles } from "./descriptors.js";
import { type Fleet, type FleetOptions, loadFleet, PROBE_HELP, positive, withFleetOptions } from "./fleet.js";
import { interruptOf } from "./interrupt.js";
import type { Io } from "./io.js";
import { type JudgingOptions, judgingFrom, withJudgingOptions } from "./judging.js";
import { deliver, type OutputOptions, withOutputOptions } from "./output.js";
import { Progress } from "./progress.js";
import { temporaryDirectory } from "./whole-file.js";

interface CollectOptions extends FleetOptions {
  handshakes?: number;
  running?: number;
  probe?: boolean;
}

interface RunOptions extends CollectOptions, OutputOptions, JudgingOptions {
  snapshot?: string;
  keep?: number;
  keepDays?: number;
  changesOnly?: boolean;
}

const withLimits = (command: Command): Command =>
  withFleetOptions(command)
    .option(
      "--handshakes <n>",
      "hosts in their key exchange at a time (default: limits of the inventory)",
      positive,
    )
    .option("--running <n>", "hosts connected at a time", positive)
    .option("--probe", PROBE_HELP);

/** `run`: collect, judge, report. */
export const addRun = (program: Command, io: Io, done: (code: number) => void): Command =>
  withJudgingOptions(withOutputOptions(withLimits(program.command("run", { isDefault: true }))))
    .description("audit the hosts and report (the default command)")
    .option("--snapshot <file>", "keep the evidence, for `report`")
    .option("--history <dir>", "keep the evidence of every run there, for `diff` and `history`")
    .option("--keep <n>", "with --history: only the newest n runs", positive)
    .option("--keep-days <n>", "with --history: only runs of the last n days", positive)
    .option(
      "--changes-only",
      "with --history: report what changed since the last whole answer of each host; nothing and exit 0 if nothing did",
    )
    .action(async (patterns: string[], options: RunOptions) => {
      if (options.changesOnly && options.history === undefined)
        throw new UsageError("--changes-only needs --history DIR");
      const fleet = await loadFleet(patterns, options, io);
      const judging = await judgingFrom(options);
      if (options.golden && !fleet.hosts.some(({ identity }) => identity.name === options.golden))
        throw new UsageError(`the golden host ${options.golden} is not among the selected hosts`);
      const kept = options.snapshot ?? join(temporaryDirectory(), "run.snapshot.jsonl");
      try {
        await collectTo(kept, fleet, options, io);
        done(await reportOn(kept, options, judging, io));
      } finally {
        if (options.snapshot === undefined) rmSync(join(kept, ".."), { recursive: true, force: true });
      }
    });

/** The report of a run; what it changed against the history, where only that is wanted. Then it is history itself. */
async function reportOn(
  kept: string,
  options: RunOptions,
  judging: EvaluateOptions,
  io: Io,
): Promise<number> {
  const snapshot = readSnapshots([kept]);
  const audit = evaluate(snapshot, judging);
  const history = options.history === undefined ? undefined : new History(options.history);
  const code =
    history && options.changesOnly
      ? tellChanges(audit, snapshot, history, io)
      : deliver(audit, options, io, `wsgi-audit run -i ${options.inventory}`);
  if (history) {
    await history.add(kept, snapshot.header);
    history.prune({
      ...(options.keep !== undefined && { count: options.keep }),
      ...(options.keepDays !== undefined && { days: options.keepDays }),
    });
  }
  return code;
}

/** `collect`: only the evidence. */
export const addCollect = (program: Command, io: Io, done: (code: number) => void): Command =>
  withLimits(program.command("collect"))
    .description("collect only: write a snapshot for `report`")
    .requiredOption("-o, --output <file>", "snapshot to write (JSON Lines)")
    .action(async (patterns: string[], options: CollectOptions & { output: string }) => {
      const fleet = await loadFleet(patterns, options, io);
      const statuses = await collectTo(options.output, fleet, options, io);
      if (statuses.interrupted) done(130);
      else done(statuses.incomplete ? 4 : 0);
    });

interface Collected {
  interrupted: boolean;
  incomplete: boolean;
}

/** Collects into a file; the first Ctrl-C ends it with what there is, the second one at once. */
async function collectTo(file: string, fleet: Fleet, options: CollectOptions, io: Io): Promise<Collected> {
  const writer = new SnapshotWriter(file);
  const progress = new Progress(io, fleet.hosts.length);
  const interrupt = interruptOf(io);
  const transport = createTransports(fleet.transport);
  let incomplete = false;
  try {
    await collectSnapshot(fleet.hosts, {
      inventory: fleet.inventory.file,
      compareBy: fleet.inventory.compareBy,
      transport,
      limits: limitsOf(fleet, options, io),
      probe: options.probe ?? false,
      facts: fleet.inventory.facts,
      secretOf: transport.secretOf,
      signal: interrupt.signal,
      write: (record) => {
        if (record.record === "host" && (record.status !== "ok" || !record.transcript?.complete))
          incomplete = true;
        writer.write(record);
      },
      onEvent: progress.take,
    });
  } finally {
    await transport.close();
    progress.stop();
    interrupt.release();
    writer.close();
  }
  return { interrupted: interrupt.signal.aborted, incomplete };
}

const limitsOf = ({ inventory, hosts }: Fleet, options: CollectOptions, io: Io) => ({
  handshakes: options.handshakes ?? inventory.limits.handshakes,
  running: withinOpenFiles(
    options.running ?? inventory.limits.running,
    hosts.map(({ target }) => target),
    io,
  ),
});
