import { extname } from "node:path";
import { InventoryError } from "../../base/errors.js";
import { type Entry, listFolder, readText } from "../files.js";
import { InventoryDocument } from "../own/document.js";
import type { Notes } from "./notes.js";
import { ANSIBLE } from "./tags.js";
import { VAULT_HEADER, type Variables } from "./variables.js";

/** Of several with the same name the first one counts alone. */
const ENDINGS = ["", ".yml", ".yaml", ".json"];

export interface VariableFiles {
  groups: ReadonlyMap<string, Variables>;
  hosts: ReadonlyMap<string, Variables>;
}

/** `group_vars` and `host_vars` of a folder, for these groups and hosts. Rejects with an InventoryError. */
export async function readVariableFiles(
  folder: string,
  groups: Iterable<string>,
  hosts: Iterable<string>,
  notes: Notes,
): Promise<VariableFiles> {
  return {
    groups: await variablesOf(`${folder}/group_vars`, groups, notes),
    hosts: await variablesOf(`${folder}/host_vars`, hosts, notes),
  };
}

async function variablesOf(
  folder: string,
  names: Iterable<string>,
  notes: Notes,
): Promise<Map<string, Variables>> {
  const entries = new Map((await listFolder(folder)).map((entry) => [entry.name, entry]));
  const found = new Map<string, Variables>();
  if (entries.size === 0) return found;
  for (const name of names) {
    const entry = ENDINGS.map((ending) => entries.get(name + ending)).find((each) => each !== undefined);
    if (entry) found.set(name, await readAll(await filesOf(folder, entry), notes));
  }
  return found;
}

async function filesOf(folder: string, { name, isFolder }: Entry): Promise<string[]> {
  const path = `${folder}/${name}`;
  if (!isFolder) return [path];
  const entries = (await listFolder(path)).filter((entry) => !/^\.|~$/.test(entry.name));
  const wanted = entries.filter((entry) => {
    const ending = extname(entry.name);
    return ending === "" || (!entry.isFolder && ENDINGS.includes(ending));
  });
  return (await Promise.all(wanted.map((entry) => filesOf(path, entry)))).flat();
}

/** Later files override earlier ones. */
async function readAll(files: readonly string[], notes: Notes): Promise<Variables> {
  const all = new Map<string, unknown>();
  for (const file of files)
    for (const [name, value] of await readVariables(file, notes)) all.set(name, value);
  return all;
}

async function readVariables(file: string, notes: Notes): Promise<Variables> {
  const text = await readText(file, "the variables");
  if (text.startsWith(VAULT_HEADER)) {
    notes.say(`${file} is encrypted as a whole: nothing in it is taken`);
    return new Map();
  }
  const document = new InventoryDocument(text, file, ANSIBLE);
  const data = document.toData();
  if (data instanceof Map) return new Map(Array.from(data, ([name, value]) => [String(name), value]));
  if (data === null || data === "") return new Map();
  const problem = { path: [], at: "value" as const, message: "expected a mapping of variables" };
  throw data === undefined ? new InventoryError(problem.message, file) : document.errorFor([problem]);
}
