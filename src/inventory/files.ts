import type { Dirent, Stats } from "node:fs";
import { open, readdir, readFile, stat } from "node:fs/promises";
import { InventoryError } from "../base/errors.js";
import { codeOf, reason } from "../base/file-error.js";
import { standardInput } from "../base/standard-input.js";

/** What of the file system an inventory is made of. */

/** What stands for standard input in the place of a file. */
export const STANDARD_INPUT = "-";

/** All that a stream holds: that of standard input, where no other is given. */
export async function readStream(open: () => AsyncIterable<Uint8Array> = standardInput): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of open()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Reads a file of text. Rejects with an InventoryError; `what` is what it was wanted for. */
export async function readText(file: string, what = "the inventory"): Promise<string> {
  try {
    return decode(await readFile(file));
  } catch (error) {
    throw new InventoryError(`cannot read ${what}: ${reason(error)}`, file);
  }
}

export type Source = "text" | "folder" | "program";

/**
 * A file that may be executed is a program if it is a script or no text at all: on some file systems every file may.
 * Rejects with an InventoryError.
 */
export async function sourceOf(file: string): Promise<Source> {
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) return "folder";
    return mayRun(stats) && (await beginsAsProgram(file)) ? "program" : "text";
  } catch (error) {
    throw new InventoryError(`cannot read the inventory: ${reason(error)}`, file);
  }
}

const mayRun = (stats: Stats) => stats.isFile() && (stats.mode & 0o111) !== 0;

async function beginsAsProgram(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    const start = buffer.subarray(0, bytesRead);
    return start.toString("latin1", 0, 2) === "#!" || start.includes(0);
  } finally {
    await handle.close();
  }
}

export interface Entry {
  name: string;
  isFolder: boolean;
}

/** What is in a folder, in the order of its names; links that lead nowhere are left out. None for a folder that is not there. */
export async function listFolder(folder: string): Promise<Entry[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return [];
    throw new InventoryError(`cannot read the folder: ${reason(error)}`, folder);
  }
  const listed = await Promise.all(entries.map((entry) => entryOf(folder, entry)));
  return listed.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function entryOf(folder: string, entry: Dirent): Promise<Entry[]> {
  const { name } = entry;
  if (entry.isDirectory()) return [{ name, isFolder: true }];
  if (entry.isFile()) return [{ name, isFolder: false }];
  const target = await stat(`${folder}/${name}`).catch(() => undefined);
  return target ? [{ name, isFolder: target.isDirectory() }] : [];
}

/** Host names with replacement characters would be looked up as such; better to say what is wrong. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}
