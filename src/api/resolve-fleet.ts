import { join } from "node:path";
import {
  anyText,
  checkArgument,
  checkOptions,
  count,
  either,
  type Kinds,
  listOf,
  object,
  oneOf,
  required,
  text,
} from "../base/arguments.js";
import { UsageError } from "../base/errors.js";
import type { Check } from "../checks/check.js";
import type { CollectOptions } from "../collect/fleet.js";
import type { Inventory } from "../inventory/inventory.js";
import { loadInventory } from "../inventory/load.js";
import { checkSettings, type Settings } from "../inventory/own/schema.js";
import { withoutSecrets } from "../inventory/resolve/client-environment.js";
import { ownLogin } from "../inventory/resolve/login.js";
import { askSshConfig, membersOf, type ResolvedHost, resolveHosts } from "../inventory/resolve/resolve.js";
import { type Selection, selectHosts } from "../inventory/select/select.js";
import { SshConfig, type SshConfigOptions } from "../inventory/ssh-config/client.js";
import { type Part, type Slice, takeShard } from "../snapshot/shard.js";
import type { TransportOptions } from "../transport/transports.js";
import type { HeaderOptions } from "./header.js";

export interface ResolveFleetOptions extends Partial<Omit<Selection, "random">> {
  /** Exactly the hosts of these names, whatever else would be selected. */
  exactly?: readonly string[];
  /** Only one of the equal parts of the selection. */
  shard?: Slice;
  /** Settings of the inventory that outweigh all others, such as `{ user: "root" }`. */
  settings?: Settings;
  /** As of `ssh -F`: a file instead of the user's and the system's ssh_config; false for none at all. */
  sshConfig?: string | false;
  /** Where secrets, the agent and programs are looked up; that of the process by default. */
  environment?: NodeJS.ProcessEnv;
  /** Those whose facts the inventory may expect: all that there are, by default. */
  checks?: readonly Check[];
}

/** Hosts that have been selected, and how they are reached. */
export interface Fleet {
  inventory: Inventory;
  hosts: ResolvedHost[];
  /** Of which the hosts are one shard. */
  part?: Part;
  /** What the inventory says of a run: options of `collectSnapshot`. */
  run: HeaderOptions & Pick<CollectOptions, "limits"> & { reach: TransportOptions };
}

const OPTIONS: Kinds<ResolveFleetOptions> = {
  patterns: listOf(anyText),
  hostsFrom: listOf(anyText),
  pick: count,
  exactly: listOf(text),
  shard: object,
  settings: object,
  sshConfig: either(text, oneOf(false)),
  environment: object,
  checks: listOf(object),
};

const SLICE: Kinds<Slice> = { index: required(count), count: required(count) };

function checkSlice(slice: Slice): void {
  checkOptions("resolveFleet: shard", slice, SLICE);
  if (slice.index > slice.count)
    throw new TypeError(`resolveFleet: shard: there is no shard ${slice.index} of ${slice.count}`);
}

/**
 * Reads an inventory (or takes one that was read), selects from it, and works out how each host is reached: command
 * line > host > groups > ssh_config > defaults. Without patterns every host is selected. Rejects with an InventoryError
 * for a mistake in the inventory or in ssh_config, with a UsageError where a name is not there or nothing is selected,
 * and with a TypeError for options that are none.
 */
export async function resolveFleet(
  source: string | Inventory,
  options: ResolveFleetOptions = {},
): Promise<Fleet> {
  checkArgument("resolveFleet: inventory", source, either(text, object));
  checkOptions("resolveFleet", options, OPTIONS);
  const { environment = process.env, settings = {}, sshConfig, shard } = options;
  if (shard) checkSlice(shard);
  checkSettings("resolveFleet: settings", settings);
  const inventory =
    typeof source === "string" ? await loadInventory(source, environment, options.checks) : source;
  const only = options.exactly ? namesIn(inventory, options.exactly) : select(inventory, options);
  const { uid, ...login } = ownLogin(environment);
  const forClients = withoutSecrets(environment, inventory, settings);
  const client = sshConfigOf(sshConfig, { ...login, uid, environment: forClients });
  const answers = await askSshConfig(inventory, client, { only, commandLine: settings });
  client.save();
  const hosts = resolveHosts(inventory, login, { only, commandLine: settings, answers });
  const config = clientConfig(sshConfig);
  const reach = { environment, clientEnvironment: forClients, ...(config !== undefined && { config }) };
  const run = { ...aboutRun(inventory), reach };
  if (!shard) return { inventory, hosts, run };
  const chosen = takeShard(hosts, shard);
  return { inventory, ...chosen, run: { ...run, part: chosen.part } };
}

const aboutRun = ({ file, compareBy, facts, limits }: Inventory) => ({
  inventory: file,
  compareBy,
  facts,
  limits,
});

function select(inventory: Inventory, { patterns = [], hostsFrom, pick }: ResolveFleetOptions): Set<string> {
  const selected = selectHosts(membersOf(inventory), {
    patterns,
    ...(hostsFrom && { hostsFrom }),
    ...(pick !== undefined && { pick }),
  });
  return new Set(selected.map(({ identity }) => identity.name));
}

function namesIn({ hosts, file }: Inventory, names: readonly string[]): Set<string> {
  const missing = names.find((name) => !hosts.has(name));
  if (missing !== undefined) throw new UsageError(`host ${missing} of that run is not in ${file} any more`);
  return new Set(names);
}

/** As of `ssh -F`; undefined for the usual files. */
const clientConfig = (option: ResolveFleetOptions["sshConfig"]) => (option === false ? "none" : option);

function sshConfigOf(
  option: ResolveFleetOptions["sshConfig"],
  about: Pick<SshConfigOptions, "home" | "user" | "uid" | "environment">,
): SshConfig {
  const { home, environment } = about;
  const file = clientConfig(option);
  const cache = environment.XDG_CACHE_HOME || join(home, ".cache");
  return new SshConfig({
    ...about,
    ...(file !== undefined && { file }),
    cacheFile: join(cache, "wsgi-audit/ssh-config.json"),
  });
}
