import { existsSync } from "node:fs";
import { UsageError } from "../../base/errors.js";
import { suggestion } from "../../base/suggestion.js";
import { STANDARD_INPUT } from "../../inventory/files.js";
import type { Inventory } from "../../inventory/inventory.js";
import { loadHostsFrom, loadInventory } from "../../inventory/load.js";
import { inventoryOfHosts, isHostList } from "../../inventory/select/ad-hoc.js";
import { splitNames } from "../../inventory/select/ranges.js";
import { COMMAND_NAMES } from "../command-names.js";
import type { Io } from "../io.js";

export const USUAL_INVENTORY = "inventory.yaml";

/** What the command line says of where the hosts are from. */
export interface SourceOptions {
  inventory?: string;
  hostsFrom?: string;
}

export interface Source {
  inventory: Inventory;
  patterns: readonly string[];
  hostsFrom?: readonly string[];
}

/**
 * The inventory, and what of it is asked for. Without a file the words themselves name the hosts; `resumed` is what a
 * run that is gone on with had for an inventory. Rejects with an InventoryError or a UsageError.
 */
export async function sourceOf(
  patterns: readonly string[],
  options: SourceOptions,
  { env, words }: Pick<Io, "env" | "words">,
  resumed?: string,
): Promise<Source> {
  const { inventory: named, hostsFrom: file } = options;
  if (named === STANDARD_INPUT && file === STANDARD_INPUT)
    throw new UsageError("-i - and --hosts-from - cannot both be read from standard input");
  const again = resumed !== undefined && isHostList(resumed) ? resumed : undefined;
  const known = named ?? again ?? (existsSync(USUAL_INVENTORY) ? USUAL_INVENTORY : undefined);
  const chosen = async () => (file === undefined ? {} : { hostsFrom: await loadHostsFrom(file) });
  // Who has not written `run` may have meant another command.
  const implied = !COMMAND_NAMES.some((command) => command === words[0]);
  if (known === undefined) return withoutFile(patterns, implied, await chosen());
  const inventory = await loadInventory(known, env);
  if (implied) checkFirstWord(patterns[0], inventory);
  return { inventory, patterns, ...(await chosen()) };
}

function withoutFile(
  patterns: readonly string[],
  implied: boolean,
  { hostsFrom }: Pick<Source, "hostsFrom">,
): Source {
  const [first] = patterns;
  // Whatever is mistyped would be dialled as a host.
  if (implied && first !== undefined) throw noCommand(first, "", []);
  const words = patterns.flatMap(splitNames);
  const chooses = (word: string) => /^[!&]/.test(word);
  const hosts = [...words.filter((word) => !chooses(word)), ...(hostsFrom ?? [])];
  if (hosts.length === 0 && hostsFrom === undefined) throw noInventory();
  const pattern = hosts.find((word) => /^@|[*?]/.test(word));
  if (pattern !== undefined)
    throw new UsageError(`${pattern} stands for hosts of an inventory, and ${noInventory().message}`);
  return { inventory: inventoryOfHosts(hosts), patterns: words.filter(chooses) };
}

/** Most of the time nobody has written one yet. */
const noInventory = () =>
  new UsageError(
    `there is no ${USUAL_INVENTORY} here; -i names another inventory, \`wsgi-audit init\` writes one, and \`wsgi-audit check HOST\` and \`wsgi-audit demo\` need none`,
  );

/** Names, and nothing that chooses among them. */
const PLAIN = /^[^@!&*?[\],]+$/;

function checkFirstWord(word: string | undefined, { hosts }: Inventory): void {
  if (word === undefined || !PLAIN.test(word) || hosts.has(word)) return;
  throw noCommand(word, " and no host of the inventory", hosts.keys());
}

function noCommand(word: string, further: string, hosts: Iterable<string>): UsageError {
  const name = word.replace(/^.*:.*@/, "…@");
  if (COMMAND_NAMES.some((command) => command === word))
    return new UsageError(`${word} is a command: it stands before all options`);
  const meant = suggestion(word, [...COMMAND_NAMES, ...hosts]);
  const help = meant === "" ? "; a host that no inventory names: `wsgi-audit check HOST`" : meant;
  return new UsageError(`there is no command${further} "${name}"${help}`);
}
