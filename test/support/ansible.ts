import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { InventoryError } from "../../src/base/errors.js";
import type { Host, Inventory } from "../../src/inventory/inventory.js";
import { loadInventory } from "../../src/inventory/load.js";

export const lines = (...text: string[]) => `${text.join("\n")}\n`;

/** Writes files by path, those that begin with `#!` to be executed, and loads the first one, or what `name` says. */
export async function load(
  files: Record<string, string>,
  { name = Object.keys(files)[0] ?? "", env = {} }: { name?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Inventory> {
  const folder = await mkdtemp(join(tmpdir(), "ansible-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
      if (text.startsWith("#!")) await chmod(join(folder, path), 0o755);
    }
    return await loadInventory(join(folder, name), env);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The one host, or the one of that name. */
export async function hostOf(files: Record<string, string>, name?: string, env = {}): Promise<Host> {
  const { hosts } = await load(files, { env });
  const host = name === undefined ? [...hosts.values()][0] : hosts.get(name);
  if (host === undefined) throw new Error(`no host ${name}`);
  return host;
}

/** The error that they are refused with. */
export async function refusal(files: Record<string, string>, name?: string): Promise<InventoryError> {
  try {
    await load(files, name === undefined ? {} : { name });
  } catch (error) {
    if (error instanceof InventoryError) return error;
    throw error;
  }
  throw new Error("not refused");
}
