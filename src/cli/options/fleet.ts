import { existsSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type Fleet, resolveFleet } from "../../api/resolve-fleet.js";
import { UsageError } from "../../base/errors.js";
import type { Inventory } from "../../inventory/inventory.js";
import { loadHostsFrom, loadInventory } from "../../inventory/load.js";
import type { Settings } from "../../inventory/own/schema.js";
import { parseSetting } from "../../inventory/own/setting.js";
import { forTerminal } from "../../report/escape.js";
import { parseShard } from "../../snapshot/shard.js";
import type { Io } from "../io.js";

const USUAL_INVENTORY = "inventory.yaml";

export interface FleetOptions {
  inventory: string;
  hostsFrom?: string;
  pick?: number;
  shard?: string;
  acceptNew?: boolean;
  /** A file, or false for none at all; where nothing is said, the usual files. */
  sshConfig?: string | false;
  set?: Settings;
}

export const PROBE_HELP =
  "also start a private single-process httpd that asks Python itself; runs site code as the login, never as root";

export function positive(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError("It must be a whole number above 0.");
  return Number(text);
}

/** The options of every command that chooses hosts. */
export const withFleetOptions = (command: Command): Command =>
  command
    .argument("[pattern...]", "hosts: names, globs, ranges, @group; !x leaves x out, &x keeps only x")
    .option("-i, --inventory <file>", "inventory of hosts", USUAL_INVENTORY)
    .option("--hosts-from <file>", "further host names from a file, - for standard input")
    .option("--pick <n>", "only n of the selected hosts, at random", positive)
    .addOption(
      new Option(
        "--shard <i/n>",
        "only the hosts of the i-th of n equal parts; auto reads it from the environment of a parallel job",
      ).conflicts("pick"),
    )
    .option("--accept-new", "store the key of a host that is not in known_hosts (after a verified handshake)")
    .option("-F, --ssh-config <file>", "ssh_config to read instead of your own and the system's")
    .option("--no-ssh-config", "read no ssh_config")
    .option(
      "--set <key=value>",
      "a setting of the inventory for all selected hosts, such as user=root; may stand several times",
      withSetting,
    );

/**
 * Reads the inventory and selects from it: by patterns, then the shard of it; or exactly the hosts of those names. Rejects with an
 * InventoryError or a UsageError.
 */
export async function loadFleet(
  patterns: readonly string[],
  options: FleetOptions,
  io: Pick<Io, "env" | "stderr" | "run">,
  exactly?: readonly string[],
): Promise<Fleet> {
  const { env: environment } = io;
  const shard = options.shard === undefined ? undefined : parseShard(options.shard, environment);
  const inventory = await load(options.inventory, environment);
  for (const note of inventory.notes ?? []) tellNote(note, io);
  const settings: Settings = { ...options.set, ...(options.acceptNew && { host_keys: "accept-new" }) };
  const { pick, sshConfig } = options;
  return resolveFleet(inventory, {
    ...(exactly ? { exactly } : { patterns, ...(await hostsFromFile(options)), ...(shard && { shard }) }),
    ...(pick !== undefined && { pick }),
    settings,
    ...(sshConfig !== undefined && { sshConfig }),
    environment,
  });
}

const hostsFromFile = async ({ hostsFrom: file }: FleetOptions) =>
  file === undefined ? {} : { hostsFrom: await loadHostsFrom(file) };

/** Without the usual file most of the time nobody has written one yet. */
async function load(file: string, env: Io["env"]): Promise<Inventory> {
  if (file === USUAL_INVENTORY && !existsSync(file))
    throw new UsageError(
      `there is no ${file} here; -i names another inventory, and \`wsgi-audit demo\` needs none`,
    );
  return await loadInventory(file, env);
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
