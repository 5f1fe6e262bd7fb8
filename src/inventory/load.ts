import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { InventoryError, UsageError } from "../base/errors.js";
import { reason } from "../base/file-error.js";
import type { Check } from "../checks/check.js";
import { readingOf } from "./ansible/dialect.js";
import { decode, readStream, readText, STANDARD_INPUT, sourceOf } from "./files.js";
import type { Inventory } from "./inventory.js";
import { parseInventory } from "./own/parse.js";
import { inventoryOfHosts, isHostList } from "./select/ad-hoc.js";

/** How standard input is called in complaints. */
const PIPED = "standard input";

/**
 * Reads and checks an inventory: a file of our own, or what Ansible takes for one, be it INI, YAML, a folder or a
 * program; `-` is standard input, and a list of hosts such as `web01,` needs no file. Rejects with an InventoryError,
 * also if it cannot be read. `environment` is for what an inventory of Ansible looks up there; `checks` are those whose
 * facts may be expected, all that there are by default.
 */
export async function loadInventory(
  file: string,
  environment: NodeJS.ProcessEnv = process.env,
  checks?: readonly Check[],
): Promise<Inventory> {
  if (file === STANDARD_INPUT) return await ofText(await readPiped(), PIPED, environment, checks);
  // As in Ansible, a file of that name comes first.
  if (isHostList(file) && !existsSync(file)) return inventoryOfHosts([file]);
  if ((await sourceOf(file)) === "text") return await ofText(await readText(file), file, environment, checks);
  return (await ansible()).loadAnsible(file, environment);
}

const ansible = () => import("./ansible/load.js");

async function ofText(
  text: string,
  file: string,
  environment: NodeJS.ProcessEnv,
  checks: readonly Check[] | undefined,
): Promise<Inventory> {
  const { kind } = readingOf(text, file);
  if (kind === "own" || kind === "nothing") return parseInventory(text, file, checks);
  const { loadAnsible, readAnsible } = await ansible();
  return file === PIPED ? readAnsible(text, file, environment) : loadAnsible(file, environment);
}

async function readPiped(): Promise<string> {
  try {
    return decode(await readStream());
  } catch (error) {
    throw new InventoryError(`cannot read the inventory: ${reason(error)}`, PIPED);
  }
}

/**
 * Reads host names from a file, or from standard input for `-`: separated by white space, `#` begins a comment.
 * Rejects with a UsageError if it cannot be read.
 */
export async function loadHostsFrom(
  file: string,
  openStandardInput?: () => AsyncIterable<Uint8Array>,
): Promise<string[]> {
  try {
    return splitHosts(
      decode(file === STANDARD_INPUT ? await readStream(openStandardInput) : await readFile(file)),
    );
  } catch (error) {
    throw new UsageError(`cannot read hosts from ${file}: ${reason(error)}`);
  }
}

function splitHosts(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*/, ""))
    .flatMap((line) => line.split(/\s+/))
    .filter((name) => name !== "");
}
