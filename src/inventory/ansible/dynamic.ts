import { InventoryError } from "../../base/errors.js";
import { type AnsibleData, AnsibleDataError } from "./data.js";

type Mapping = ReadonlyMap<unknown, unknown>;

/** Answers `--host NAME`, for programs whose list holds no variables. */
export type AskHost = (host: string) => Promise<Mapping>;

/**
 * Reads what an inventory program or `ansible-inventory --list` prints into `data`. `file` is absolute, `name` is what
 * complaints call it. Rejects with an InventoryError.
 */
export async function readDynamic(
  root: Mapping,
  file: string,
  data: AnsibleData,
  name: string,
  askHost?: AskHost,
): Promise<void> {
  try {
    const hosts = new Set<string>();
    for (const [group, body] of root)
      if (group !== "_meta") readGroup(String(group), body, file, data, hosts);
    const variables = hostVariables(root.get("_meta"));
    for (const host of hosts) {
      const own = variables ? variables.get(host) : await askHost?.(host);
      for (const [key, value] of mapping(own ?? new Map(), `the variables of host "${host}"`))
        data.setVariable(host, String(key), value);
    }
  } catch (error) {
    throw error instanceof AnsibleDataError ? new InventoryError(error.message, name) : error;
  }
}

function hostVariables(meta: unknown): Mapping | undefined {
  const variables = meta === undefined ? undefined : mapping(meta, "_meta").get("hostvars");
  return variables === undefined ? undefined : mapping(variables, "hostvars");
}

/** A list alone is the hosts; a mapping without any of the usual keys is a host of that name and its variables. */
function readGroup(name: string, body: unknown, file: string, data: AnsibleData, met: Set<string>): void {
  data.addGroup(name);
  const isShort = body instanceof Map && !["hosts", "vars", "children"].some((key) => body.has(key));
  const group = isShort
    ? new Map<string, unknown>([
        ["hosts", [name]],
        ["vars", body],
      ])
    : body;
  const parts = Array.isArray(group) ? new Map([["hosts", group]]) : mapping(group, `group "${name}"`);
  for (const host of names(parts.get("hosts"), `the hosts of group "${name}"`)) {
    data.addHost(host, name, file);
    met.add(host);
  }
  for (const [key, value] of mapping(parts.get("vars") ?? new Map(), `the variables of group "${name}"`))
    data.setVariable(name, String(key), value);
  for (const child of names(parts.get("children"), `the children of group "${name}"`))
    data.addChild(name, child);
}

function mapping(value: unknown, what: string): Mapping {
  if (value instanceof Map) return value;
  throw new AnsibleDataError(`${what}: expected a mapping`);
}

function names(value: unknown, what: string): string[] {
  const list: unknown = value instanceof Map ? [...value.keys()] : (value ?? []);
  if (Array.isArray(list) && list.every((item) => typeof item === "string")) return list;
  throw new AnsibleDataError(`${what}: expected a list of names`);
}

const DEEPEST = 100;
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/** The answer as Maps. Throws a SyntaxError for what is no JSON, and an AnsibleDataError for what no inventory holds. */
export const parseJson = (text: string): unknown => toMaps(JSON.parse(text), 0);

function toMaps(value: unknown, depth: number): unknown {
  if (depth > DEEPEST) throw new AnsibleDataError("nested too deeply");
  if (Array.isArray(value)) return value.map((item) => toMaps(item, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const bad = entries.find(([key]) => FORBIDDEN_KEYS.has(key));
  if (bad) throw new AnsibleDataError(`"${bad[0]}" cannot be a key`);
  return new Map(entries.map(([key, item]) => [key, toMaps(item, depth + 1)]));
}
