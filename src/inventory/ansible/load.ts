import { dirname, extname, resolve } from "node:path";
import { InventoryError } from "../../base/errors.js";
import { listFolder, readText, sourceOf } from "../files.js";
import type { Inventory } from "../inventory.js";
import { AnsibleData } from "./data.js";
import { readingOf } from "./dialect.js";
import { readDynamic } from "./dynamic.js";
import { readIni } from "./ini.js";
import { toInventory } from "./inventory.js";
import { Notes } from "./notes.js";
import { askProgram } from "./program.js";
import { readVariableFiles } from "./variable-files.js";
import { readYaml } from "./yaml.js";

/** What Ansible passes over in a folder of inventories. */
const IGNORED_NAME = /^\.|^(?:host_vars|group_vars|vars_plugins)$|~$/;
const IGNORED_ENDINGS: ReadonlySet<string> = new Set(
  ".pyc .pyo .swp .bak .rpm .md .txt .rst .orig .ini .cfg .retry".split(" "),
);

/**
 * Reads an inventory of Ansible: a file, a program that answers `--list`, or a folder of such. Rejects with an
 * InventoryError for whatever Ansible would pass over with a warning, too.
 */
export async function loadAnsible(path: string, environment: NodeJS.ProcessEnv): Promise<Inventory> {
  const data = new AnsibleData();
  const notes = new Notes();
  const isFolder = (await sourceOf(path)) === "folder";
  if (isFolder) await readFolder(path, data);
  else await readSource(path, data);
  const folder = isFolder ? path : dirname(path);
  const files = await readVariableFiles(folder, data.groups.keys(), data.hosts.keys(), notes);
  return toInventory({ file: path, data, files, environment, notes });
}

/**
 * The same of text that is no file: variables stand in it, or nowhere. Rejects with an InventoryError.
 */
export async function readAnsible(
  text: string,
  file: string,
  environment: NodeJS.ProcessEnv,
): Promise<Inventory> {
  const data = new AnsibleData();
  await readTextOf(text, file, file, data);
  const files = { groups: new Map(), hosts: new Map() };
  return toInventory({ file, data, files, environment, notes: new Notes() });
}

async function readFolder(folder: string, data: AnsibleData): Promise<void> {
  const entries = await listFolder(folder);
  const sources = entries.filter(
    ({ name }) => !IGNORED_NAME.test(name) && !IGNORED_ENDINGS.has(extname(name)),
  );
  if (sources.length === 0) throw new InventoryError("no inventory is in this folder", folder);
  for (const { name, isFolder } of sources) {
    const path = `${folder.replace(/\/+$/, "")}/${name}`;
    if (isFolder) await readFolder(path, data);
    else await readSource(path, data);
  }
}

async function readSource(file: string, data: AnsibleData): Promise<void> {
  const path = resolve(file);
  if ((await sourceOf(file)) === "program") {
    const answer = await askProgram(file, "--list");
    return readDynamic(answer, path, data, file, (host) => askProgram(file, "--host", host));
  }
  await readTextOf(await readText(file), path, file, data);
}

async function readTextOf(text: string, path: string, file: string, data: AnsibleData): Promise<void> {
  const reading = readingOf(text, file);
  if (reading.kind === "own")
    throw new InventoryError(
      "this is no inventory of Ansible, but one of wsgi-audit: name it by itself",
      file,
    );
  if (reading.kind === "ini") readIni(text, path, data, file);
  else if (reading.kind === "yaml") readYaml(reading.document, reading.root, path, data);
  else if (reading.kind === "dynamic") await readDynamic(reading.root, path, data, file);
}
