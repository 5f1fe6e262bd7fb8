import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { InventoryError, UsageError } from "../../src/base/errors.js";
import { loadHostsFrom, loadInventory } from "../../src/inventory/load.js";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "inventory-"));
});

afterAll(() => rm(folder, { recursive: true }));

async function file(content: string | Uint8Array): Promise<string> {
  const path = join(folder, "file");
  await writeFile(path, content);
  return path;
}

test("an inventory knows its file", async () => {
  const path = await file("hosts: { a: }");
  expect((await loadInventory(path)).file).toBe(path);
});

test("a mistake names the file", async () => {
  const path = await file("hosts: { a: { prot: 1 } }");
  await expect(loadInventory(path)).rejects.toMatchObject({ name: "InventoryError", file: path, line: 1 });
});

test("an inventory that cannot be read is an InventoryError that says why", async () => {
  const missing = loadInventory(join(folder, "missing"));
  await expect(missing).rejects.toBeInstanceOf(InventoryError);
  await expect(missing).rejects.toThrow("cannot read the inventory: no such file");
  await expect(loadInventory(await file(Uint8Array.of(0x68, 0xff)))).rejects.toThrow("it is not UTF-8 text");
});

test("an empty folder is no inventory", async () => {
  const empty = await mkdtemp(join(folder, "empty-"));
  await expect(loadInventory(empty)).rejects.toThrow("no inventory is in this folder");
});

test("a list of hosts may have comments, blank lines and several names in a line", async () => {
  const path = await file("# failed yesterday\nweb1  web2\r\n\n  db1 # slow\nn#1\n");
  expect(await loadHostsFrom(path)).toEqual(["web1", "web2", "db1", "n#1"]);
});

test("a list that cannot be read is a UsageError", async () => {
  const missing = loadHostsFrom(join(folder, "missing"));
  await expect(missing).rejects.toBeInstanceOf(UsageError);
  await expect(missing).rejects.toThrow("no such file");
});

test("a list may come from standard input, in whatever pieces", async () => {
  const bytes = new TextEncoder().encode("web1 w\u00e9b2\nweb3");
  const pieces = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
  expect(await loadHostsFrom("-", () => Readable.from(pieces))).toEqual(["web1", "w\u00e9b2", "web3"]);
});
