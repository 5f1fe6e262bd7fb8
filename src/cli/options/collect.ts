import { type Command, Option } from "commander";
import { collectSnapshot } from "../../api/collect-snapshot.js";
import { headerFor } from "../../api/header.js";
import type { Fleet } from "../../api/resolve-fleet.js";
import { UsageError } from "../../base/errors.js";
import type { SnapshotRecord, UserFact } from "../../model/snapshot.js";
import { type Answer, checkSame, displaces, type Earlier, readAnswer, remaining } from "../../resume/plan.js";
import { parseShard, showSlice } from "../../snapshot/shard.js";
import { type Kept, SnapshotWriter } from "../../snapshot/write.js";
import { createTransports } from "../../transport/transports.js";
import { told, VERBOSE_FLAGS, VERBOSE_HELP } from "../dialogue.js";
import { type Io, writeLine } from "../io.js";
import { forbidCoreDumps } from "../process/core-dumps.js";
import { withinOpenFiles } from "../process/descriptors.js";
import { tellIfOpen } from "../process/output-file.js";
import { Progress } from "../progress.js";
import { type FleetOptions, loadFleet, PROBE_HELP, positive, withFleetOptions } from "./fleet.js";

export interface CollectOptions extends FleetOptions {
  handshakes?: number;
  running?: number;
  probe?: boolean;
  resume?: string;
  retryFailed?: boolean;
  verbose?: boolean;
}

/** The options of every command that collects. `written`: the option that names the snapshot of a new run. */
export const withCollectOptions = (command: Command, written: string): Command =>
  withFleetOptions(command)
    .option(
      "--handshakes <n>",
      "hosts in their key exchange at a time (default: limits of the inventory)",
      positive,
    )
    .option("--running <n>", "hosts connected at a time", positive)
    .option("--probe", PROBE_HELP)
    .option(VERBOSE_FLAGS, VERBOSE_HELP)
    .addOption(
      new Option(
        "--resume <snapshot>",
        "go on with a run that was interrupted or killed, in its file",
      ).conflicts([written, "pick"]),
    )
    .option("--retry-failed", "with --resume: also ask hosts anew that gave no whole answer");

/** What is to be collected, and where to. */
export interface Plan {
  fleet: Fleet;
  /** The run that is gone on with. */
  since?: { earlier: Earlier; kept: Kept };
}

/** Rejects with an InventoryError, or a UsageError where a run cannot be gone on with. */
export async function planFor(patterns: readonly string[], options: CollectOptions, io: Io): Promise<Plan> {
  if (options.resume === undefined) {
    if (options.retryFailed) throw new UsageError("--retry-failed needs --resume SNAPSHOT");
    return { fleet: await loadFleet(patterns, options, io) };
  }
  const { readEarlier } = await import("../../resume/read.js");
  const since = readEarlier(options.resume);
  const { header } = since.earlier;
  const chosen = patterns.length > 0 || options.hostsFrom !== undefined;
  const whole = { names: header.selected, inventory: header.run.inventory };
  const fleet = await loadFleet(patterns, options, io, chosen ? undefined : whole);
  const now = headerFor(fleet.hosts, about(fleet, options));
  const otherProbe = headerFor([], { ...about(fleet, options), probe: !options.probe }).script;
  checkSame(since.earlier, chosen ? now : { ...now, ...shardAsThen(header, options, io) }, otherProbe);
  return { fleet, since };
}

/** Without patterns the hosts are those of the file, and so is their place in the fleet. */
const shardAsThen = ({ shard }: Earlier["header"], options: CollectOptions, { env }: Io) => {
  const given = options.shard === undefined ? shard : parseShard(options.shard, env);
  return given && { shard: { fleet: "", positions: [], ...shard, ...given } };
};

const about = ({ run }: Fleet, { probe = false }: CollectOptions) => ({ ...run, probe });

export interface Collected {
  interrupted: boolean;
  /** A host of the whole run has not answered, or not all. */
  incomplete: boolean;
}

/** Collects into a file; a signal ends it with what there is. */
export async function collectTo(
  file: string,
  plan: Plan,
  options: CollectOptions,
  io: Io,
): Promise<Collected> {
  const { fleet } = plan;
  const hosts = hostsLeft(plan, options);
  tell(plan, hosts.length, io);
  const outcome = new Outcome(plan);
  if (hosts.length === 0 && plan.since?.earlier.ended) return { interrupted: false, ...outcome.collected };
  const writer = new SnapshotWriter(file, plan.since?.kept);
  tellIfOpen(file, io);
  const { verbose = false } = options;
  const progress = await Progress.start(io, hosts.length, verbose);
  const signal = io.run.listen();
  const { log } = io.run;
  const limits = limitsOf(fleet, options, io);
  if (plan.since)
    log.started(
      { ...plan.since.earlier.header, selected: hosts.map(({ identity }) => identity.name) },
      limits,
    );
  forbidCoreDumps(io);
  const transport = told(createTransports(fleet.run.reach), verbose, io);
  try {
    await collectSnapshot(hosts, {
      ...about(fleet, options),
      transport,
      limits,
      secretOf: transport.secretOf,
      signal,
      resumed: plan.since !== undefined,
      write: (record) => {
        if (record.record === "header") log.started(record, limits);
        if (outcome.takes(record)) writer.write(record);
      },
      onEvent: (event) => {
        progress.take(event);
        log.take(event);
      },
    });
  } finally {
    await transport.close();
    progress.stop();
    writer.close();
  }
  return { interrupted: signal.aborted, ...outcome.collected };
}

function hostsLeft({ fleet, since }: Plan, { retryFailed = false }: CollectOptions): Fleet["hosts"] {
  if (!since) return fleet.hosts;
  const names = remaining(since.earlier, { retryFailed });
  return fleet.hosts.filter(({ identity }) => names.has(identity.name));
}

function tell({ fleet, since }: Plan, left: number, { stderr }: Io): void {
  const all = since ? since.earlier.header.selected.length : fleet.hosts.length;
  if (fleet.part && stderr.isTTY)
    writeLine(stderr, `shard ${showSlice(fleet.part.slice)}: ${all} of ${fleet.part.whole.length} hosts`);
  if (since) writeLine(stderr, `going on with ${since.earlier.file}: ${left} of ${all} hosts are left`);
}

/** How the hosts of the whole run have answered, those before it was gone on with too. */
class Outcome {
  readonly #answers: Map<string, Answer>;

  readonly #facts: readonly UserFact[];

  constructor({ since, fleet }: Plan) {
    this.#answers = new Map(since?.earlier.answers);
    this.#facts = fleet.inventory.facts;
  }

  /** Whether a record is to be written: not one that says less than what stands there. */
  takes(record: SnapshotRecord): boolean {
    if (record.record !== "host") return true;
    const answer = readAnswer(record, { facts: this.#facts });
    const taken = displaces(answer, this.#answers.get(record.host.name));
    if (taken) this.#answers.set(record.host.name, answer);
    return taken;
  }

  get collected(): Omit<Collected, "interrupted"> {
    return { incomplete: [...this.#answers.values()].some((answer) => answer !== "whole") };
  }
}

const limitsOf = ({ inventory, hosts }: Fleet, options: CollectOptions, io: Io) => ({
  handshakes: options.handshakes ?? inventory.limits.handshakes,
  running: withinOpenFiles(
    options.running ?? inventory.limits.running,
    hosts.map(({ target }) => target),
    io,
  ),
});
