import { homedir, userInfo } from "node:os";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { Inventory } from "../inventory/inventory.js";
import { loadHostsFrom, loadInventory } from "../inventory/load.js";
import { type ResolvedHost, resolveHosts } from "../inventory/resolve.js";
import { selectHosts } from "../inventory/select.js";

export interface FleetOptions {
  inventory: string;
  hostsFrom?: string;
  pick?: number;
  acceptNew?: boolean;
}

export const PROBE_HELP =
  "also start a private single-process httpd that asks Python itself; runs site code as the login, never as root";

export interface Fleet {
  inventory: Inventory;
  hosts: ResolvedHost[];
}

export function positive(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError("It must be a whole number above 0.");
  return Number(text);
}

/** The options of every command that chooses hosts. */
export const withFleetOptions = (command: Command): Command =>
  command
    .argument("[pattern...]", "hosts: names, globs, ranges, @group; !x leaves x out, &x keeps only x")
    .option("-i, --inventory <file>", "inventory of hosts", "inventory.yaml")
    .option("--hosts-from <file>", "further host names from a file, - for standard input")
    .option("--pick <n>", "only n of the selected hosts, at random", positive)
    .option(
      "--accept-new",
      "store the key of a host that is not in known_hosts (after a verified handshake)",
    );

/** Reads the inventory and selects from it. Rejects with an InventoryError or a UsageError. */
export async function loadFleet(patterns: readonly string[], options: FleetOptions): Promise<Fleet> {
  const inventory = await loadInventory(options.inventory);
  const all = resolveHosts(inventory, { user: userInfo().username, home: homedir() });
  const hostsFrom = options.hostsFrom === undefined ? undefined : await loadHostsFrom(options.hostsFrom);
  const hosts = selectHosts(all, {
    patterns,
    ...(hostsFrom && { hostsFrom }),
    ...(options.pick !== undefined && { pick: options.pick }),
  });
  return { inventory, hosts: options.acceptNew ? hosts.map(acceptingNew) : hosts };
}

const acceptingNew = (host: ResolvedHost): ResolvedHost => ({
  ...host,
  target: { ...host.target, hostKeys: "accept-new" },
});
