import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { UsageError } from "../base/errors.js";
import type { Check } from "../checks/check.js";
import { readingOf } from "./ansible/dialect.js";
import { decode, readText, reason, sourceOf } from "./files.js";
import type { Inventory } from "./inventory.js";
import { parseInventory } from "./own/parse.js";

const STANDARD_INPUT = 0;

/**
 * Reads and checks an inventory: a file of our own, or what Ansible takes for one, be it INI, YAML, a folder or a
 * program. Rejects with an InventoryError, also if it cannot be read. `environment` is for what an inventory of
 * Ansible looks up there; `checks` are those whose facts may be expected, all that there are by default.
 */
export async function loadInventory(
  file: string,
  environment: NodeJS.ProcessEnv = process.env,
  checks?: readonly Check[],
): Promise<Inventory> {
  if ((await sourceOf(file)) === "text") {
    const text = await readText(file);
    const { kind } = readingOf(text, file);
    if (kind === "own" || kind === "nothing") return parseInventory(text, file, checks);
  }
  const { loadAnsible } = await import("./ansible/load.js");
  return loadAnsible(file, environment);
}

/**
 * Reads host names from a file, or from standard input for `-`: separated by white space, `#` begins a comment.
 * Rejects with a UsageError if it cannot be read.
 */
export async function loadHostsFrom(
  file: string,
  openStandardInput: () => AsyncIterable<Uint8Array> = standardInput,
): Promise<string[]> {
  try {
    return splitHosts(decode(file === "-" ? await readAll(openStandardInput()) : await readFile(file)));
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

function standardInput(): AsyncIterable<Uint8Array> {
  return createReadStream("", { fd: STANDARD_INPUT, autoClose: false });
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
