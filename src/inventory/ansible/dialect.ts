import { extname } from "node:path";
import { InventoryError } from "../../base/errors.js";
import { InventoryDocument } from "../own/document.js";
import { parseInventory } from "../own/parse.js";
import { inventorySchema } from "../own/schema.js";
import { AnsibleDataError } from "./data.js";
import { parseJson } from "./dynamic.js";
import { ANSIBLE } from "./tags.js";
import { VAULT_HEADER } from "./variables.js";

type Mapping = ReadonlyMap<unknown, unknown>;

/** Which language a file is written in, and what is known of its content by then. */
export type Reading =
  | { kind: "own" | "ini" | "nothing" }
  | { kind: "yaml"; document: InventoryDocument; root: Mapping }
  | { kind: "dynamic"; root: Mapping };

const OWN_KEYS: ReadonlySet<unknown> = new Set(Object.keys(inventorySchema.shape));
const SECTIONS: ReadonlySet<unknown> = new Set(["hosts", "vars", "children"]);

/**
 * Decides before anything is read for good, so that a mistake in one language is never told in terms of another.
 * Throws an InventoryError for what is in none of them.
 */
export function readingOf(text: string, file: string): Reading {
  if (text.startsWith(VAULT_HEADER))
    throw new InventoryError("the whole inventory is encrypted: decrypt it with ansible-vault view", file);
  if (!/^\s*[^\s#;]/m.test(text)) return { kind: "nothing" };
  if (!looksLikeYaml(text, file)) return { kind: "ini" };
  const keys = outerKeys(text);
  if (keys.length > 0 && keys.every((key) => OWN_KEYS.has(key))) return { kind: "own" };
  const json = jsonOf(text, file);
  if (json instanceof Map && isDynamic(json)) return { kind: "dynamic", root: json };
  const document = new InventoryDocument(text, file, ANSIBLE);
  const root = document.toData();
  return root instanceof Map ? readingOfMapping(root, document, text, file) : neither(text, file);
}

function readingOfMapping(root: Mapping, document: InventoryDocument, text: string, file: string): Reading {
  if (root.has("plugin") && !OWN_KEYS.has([...root.keys()].find((key) => key !== "plugin")))
    throw document.errorFor([{ path: ["plugin"], at: "key", message: PLUGIN }]);
  if (isDynamic(root)) return { kind: "dynamic", root };
  const hasOwnKey = [...root.keys()].some((key) => OWN_KEYS.has(key));
  const hasGroup = [...root.values()].some(isGroup);
  if (root.has("all") || (hasGroup && !hasOwnKey)) return { kind: "yaml", document, root };
  return hasOwnKey ? { kind: "own" } : neither(text, file);
}

const PLUGIN =
  "this configures a plugin of Ansible: let it speak for itself, `ansible-inventory -i FILE --list >inventory.json`, and use that file";

/** By its name; without a telling one, by its first line: no line of an INI inventory ends in a colon. */
function looksLikeYaml(text: string, file: string): boolean {
  if (/^\.(ya?ml|json)$/i.test(extname(file))) return true;
  const first = text.split("\n").find((line) => /^\s*[^\s#;]/.test(line)) ?? "";
  return /^\s*\{|^---|^[^=[\]]*:(\s|$)/.test(first);
}

/** The keys that stand at the left edge; none if something else does, too. */
function outerKeys(text: string): string[] {
  const edge = text
    .split(/\r?\n/)
    .filter((line) => /^[^\s#]/.test(line) && !/^(---|\.\.\.|%|- |-$)/.test(line));
  const keys = edge.map((line) => /^(["']?)([\w.-]+)\1\s*:(?:\s|$)/.exec(line)?.[2]);
  const known = keys.filter((key) => key !== undefined);
  return known.length === keys.length ? known : [];
}

function jsonOf(text: string, file: string): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof AnsibleDataError) throw new InventoryError(error.message, file);
    return undefined; // then it is read as YAML, whose complaints have a place
  }
}

/** The output of an inventory program: hosts and children are lists. */
function isDynamic(root: Mapping): boolean {
  if (root.get("_meta") instanceof Map) return true;
  if ([...root.keys()].some((key) => OWN_KEYS.has(key))) return false;
  const isList = (value: unknown) =>
    Array.isArray(value) ||
    (value instanceof Map && (Array.isArray(value.get("hosts")) || Array.isArray(value.get("children"))));
  return [...root.values()].some(isList);
}

const isGroup = (value: unknown) =>
  value instanceof Map && value.size > 0 && [...value.keys()].every((key) => SECTIONS.has(key));

/** Says what is wrong with both readings. */
function neither(text: string, file: string): Reading {
  try {
    parseInventory(text, file);
  } catch (error) {
    if (!(error instanceof InventoryError)) throw error;
    const { file: name, line, column, source } = error;
    const [own = ""] = error.message.split("\n");
    throw new InventoryError(
      `${own}; nor is it an inventory of Ansible, whose groups hold hosts, vars and children`,
      name,
      line,
      column,
      source,
    );
  }
  return { kind: "own" };
}
