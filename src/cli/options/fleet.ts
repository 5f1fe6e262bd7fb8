import { type Command, InvalidArgumentError, Option } from "commander";
import { type Fleet, resolveFleet } from "../../api/resolve-fleet.js";
import { UsageError } from "../../base/errors.js";
import type { Settings } from "../../inventory/own/schema.js";
import { parseSetting } from "../../inventory/own/setting.js";
import { forTerminal } from "../../report/escape.js";
import { parseShard } from "../../snapshot/shard.js";
import type { Io } from "../io.js";
import { type SourceOptions, sourceOf, USUAL_INVENTORY } from "./source.js";

/** How hosts are reached, whoever names them. */
export interface ReachOptions {
  acceptNew?: boolean;
  /** A file, or false for none at all; where nothing is said, the usual files. */
  sshConfig?: string | false;
  set?: Settings;
}

export interface FleetOptions extends ReachOptions, SourceOptions {
  pick?: number;
  shard?: string;
}

export const PROBE_HELP =
  "also start a private single-process httpd that asks Python itself; runs site code as the login, never as root";

export function positive(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError("It must be a whole number above 0.");
  return Number(text);
}

/** The options of every command that chooses hosts. */
export const withFleetOptions = (command: Command): Command =>
  withReachOptions(
    command
      .argument(
        "[pattern...]",
        "hosts: names, globs, ranges, @group; !x leaves x out, &x keeps only x. Without an inventory [user@]host[:port]",
      )
      .option(
        "-i, --inventory <file>",
        `inventory of hosts, - for standard input, or hosts with a comma: web01, (default: ${USUAL_INVENTORY}, where there is one)`,
      )
      .option("--hosts-from <file>", "further host names from a file, - for standard input")
      .option("--pick <n>", "only n of the selected hosts, at random", positive)
      .addOption(
        new Option(
          "--shard <i/n>",
          "only the hosts of the i-th of n equal parts; auto reads it from the environment of a parallel job",
        ).conflicts("pick"),
      ),
  );

/** The options of every command that reaches hosts. */
export const withReachOptions = (command: Command): Command =>
  command
    .option("--accept-new", "store the key of a host that is not in known_hosts (after a verified handshake)")
    .option("-F, --ssh-config <file>", "ssh_config to read instead of your own and the system's")
    .option("--no-ssh-config", "read no ssh_config")
    .option(
      "--set <key=value>",
      "a setting of the inventory for all of these hosts, such as user=root; may stand several times",
      withSetting,
    );

/** The hosts of a run that is gone on with. */
export interface Resumed {
  names: readonly string[];
  inventory: string;
}

/**
 * Reads the inventory, or makes one of the hosts that are named, and selects from it: by patterns, then the shard of it;
 * or exactly the hosts of an earlier run. Rejects with an InventoryError or a UsageError.
 */
export async function loadFleet(
  patterns: readonly string[],
  options: FleetOptions,
  io: Pick<Io, "env" | "stderr" | "run" | "words">,
  resumed?: Resumed,
): Promise<Fleet> {
  const { env: environment } = io;
  const shard = options.shard === undefined ? undefined : parseShard(options.shard, environment);
  const { inventory, ...chosen } = await sourceOf(patterns, options, io, resumed?.inventory);
  for (const note of inventory.notes ?? []) tellNote(note, io);
  const settings: Settings = { ...options.set, ...(options.acceptNew && { host_keys: "accept-new" }) };
  const { pick, sshConfig } = options;
  return resolveFleet(inventory, {
    ...(resumed ? { exactly: resumed.names } : { ...chosen, ...(shard && { shard }) }),
    ...(pick !== undefined && { pick }),
    settings,
    ...(sshConfig !== undefined && { sshConfig }),
    environment,
  });
}

/** A run with a log keeps quiet where nobody watches: every night the same lines would be mailed. */
function tellNote(message: string, { stderr, run }: Pick<Io, "stderr" | "run">): void {
  run.log.event("inventory-note", { message }, "warn");
  if (!run.log.heard || stderr.isTTY) stderr.write(`${forTerminal(`inventory: ${message}`)}\n`);
}

function withSetting(text: string, before: Settings = {}): Settings {
  try {
    return { ...before, ...parseSetting(text) };
  } catch (error) {
    // Commander would repeat the whole argument, which may be a password.
    throw error instanceof UsageError ? new UsageError(`--set: ${error.message}`) : error;
  }
}
