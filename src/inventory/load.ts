import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Acceptance } from "../accept.js";
import { InventoryError, UsageError } from "../errors.js";
import { parseAccepted } from "./accepted.js";
import type { Inventory } from "./inventory.js";
import { parseInventory } from "./parse.js";

const STANDARD_INPUT = 0;

/** Reads and checks an inventory file. Rejects with an InventoryError, also if the file cannot be read. */
export async function loadInventory(file: string): Promise<Inventory> {
  let text: string;
  try {
    text = decode(await readFile(file));
  } catch (error) {
    throw new InventoryError(`cannot read the inventory: ${reason(error)}`, file);
  }
  return parseInventory(text, file);
}

/** Reads a file of accepted findings. Rejects with an InventoryError, also if it cannot be read. */
export async function loadAccepted(file: string): Promise<Acceptance[]> {
  let text: string;
  try {
    text = decode(await readFile(file));
  } catch (error) {
    throw new InventoryError(`cannot read the accepted findings: ${reason(error)}`, file);
  }
  return parseAccepted(text, file);
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

/** Host names with replacement characters would be looked up as such; better to say what is wrong. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EACCES: "permission denied",
  EISDIR: "it is a directory",
  ERR_ENCODING_INVALID_ENCODED_DATA: "it is not UTF-8 text",
};

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  return REASONS[code] ?? error.message;
}
