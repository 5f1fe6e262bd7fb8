import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import type { Fleet } from "../../api/resolve-fleet.js";
import { checkView } from "../../audit/view.js";
import { UsageError } from "../../base/errors.js";
import { suggestion } from "../../base/suggestion.js";
import { catalogueWith } from "../../checks/index.js";
import { showSlice } from "../../snapshot/shard.js";
import type { Io } from "../io.js";
import { collectTo, planFor, withCollectOptions } from "../options/collect.js";
import { positive } from "../options/fleet.js";
import { judgingFrom, withJudgingOptions } from "../options/judge.js";
import { checkOutput, withOutputOptions } from "../options/output.js";
import type { RunOptions } from "../options/run.js";
import { temporaryDirectory } from "../process/temporary-directory.js";
import { withUnattendedOptions } from "../unattended/unattended.js";
import type { Telling } from "./changes.js";

const command = (program: Command, io: Io): Command =>
  withCollectOptions(withUnattendedOptions(program.command("run", { isDefault: true }), io), "snapshot");

/** `run`: collect, judge, report. */
export const addRun = (program: Command, io: Io, done: (code: number) => void): Command =>
  withJudgingOptions(withOutputOptions(command(program, io)))
    .description("audit the hosts and report (the default command)")
    .option("--snapshot <file>", "keep the evidence, for `report`")
    .option("--history <dir>", "keep the evidence of every run there, for `diff` and `history`")
    .option("--keep <n>", "with --history: only the newest n runs", positive)
    .option("--keep-days <n>", "with --history: only runs of the last n days", positive)
    .option(
      "--changes-only",
      "with --history: tell only what is new since the runs before; nothing if nothing is (the first run tells all). Exit 0: all hosts answered as a whole; 4: nothing new, but hosts that were told of are silent still; 3, 5: something is told. With -o FILE the report is written as well",
    )
    .action(async (patterns: string[], options: RunOptions) => {
      checkOutput(options, io.words);
      checkChangesOnly(options);
      done(await runFleet(patterns, options, io));
    });

/** Collects, judges and reports; resolves to the exit code. */
export async function runFleet(patterns: readonly string[], options: RunOptions, io: Io): Promise<number> {
  const named = options.resume ?? options.snapshot;
  const kept = named ?? join(temporaryDirectory(), "run.snapshot.jsonl");
  try {
    const telling = await collectRun(kept, patterns, options, io);
    if (named !== undefined) io.run.log.event("snapshot-written", { file: named });
    // This is loaded after the hosts were asked: loading it takes longer than reaching the first host.
    const { reportOn } = await import("./run-report.js");
    return await reportOn(kept, options, telling, io);
  } finally {
    if (named === undefined) rmSync(dirname(kept), { recursive: true, force: true });
  }
}

/** Inventory and hosts (but their names) are gone with it when the report begins: of thousands they take as much room as their facts. */
async function collectRun(
  file: string,
  patterns: readonly string[],
  options: RunOptions,
  io: Io,
): Promise<Telling> {
  const plan = await planFor(patterns, options, io);
  const { inventory } = plan.fleet;
  // What is written wrongly is said now, not after an hour of asking.
  checkGolden(options.golden, plan.fleet);
  checkView(catalogueWith(inventory.facts), options);
  const judging = await judgingFrom(options, inventory.hosts.keys());
  await collectTo(file, plan, options, io);
  const source = options.inventory ?? inventory.file;
  return { judging, inventory: new Set(inventory.hosts.keys()), source, failOn: options.failOn };
}

function checkChangesOnly({ changesOnly, history, format, output }: RunOptions): void {
  if (!changesOnly) return;
  if (history === undefined) throw new UsageError("--changes-only needs --history DIR");
  if (format !== undefined && output === undefined)
    throw new UsageError(
      "--changes-only tells what is new as text: -o says where the report of that format goes",
    );
}

function checkGolden(golden: string | undefined, { hosts, part }: Fleet): void {
  if (golden === undefined || hosts.some(({ identity }) => identity.name === golden)) return;
  const among = part
    ? `the hosts of shard ${showSlice(part.slice)}: compare in the report of all shards`
    : "the selected hosts";
  const names = hosts.map(({ identity }) => identity.name);
  throw new UsageError(`the golden host ${golden} is not among ${among}${suggestion(golden, names)}`);
}
