import type { InventoryDocument, Path } from "../own/document.js";
import { type AnsibleData, AnsibleDataError } from "./data.js";
import { expandHostPattern, HostPatternError } from "./host-pattern.js";

type Mapping = ReadonlyMap<unknown, unknown>;

/** What a group may hold. Ansible skips all else, and with it hosts. */
const SECTIONS: ReadonlySet<unknown> = new Set(["hosts", "vars", "children"]);

/** Reads groups of a YAML inventory into `data`; `file` is absolute. Throws an InventoryError. */
export function readYaml(document: InventoryDocument, root: Mapping, file: string, data: AnsibleData): void {
  const reader = new YamlReader(document, file, data);
  for (const [name, body] of root) reader.readGroup(name, body, [String(name)]);
}

class YamlReader {
  constructor(
    readonly document: InventoryDocument,
    readonly file: string,
    readonly data: AnsibleData,
  ) {}

  readGroup(name: unknown, body: unknown, path: Path): string {
    if (typeof name !== "string") throw this.#error("a group's name is text: put it in quotes", path, "key");
    this.#guard(path, () => this.data.addGroup(name));
    const sections = this.#mapping(body, path, "expected a group: a mapping of hosts, vars and children");
    for (const [section, content] of sections) {
      const here = [...path, String(section)];
      if (!SECTIONS.has(section)) throw this.#error("expected hosts, vars or children", here, "key");
      const entries = this.#mapping(content, here, "expected a mapping");
      for (const [key, value] of entries) {
        const place = [...here, String(key)];
        if (section === "vars") this.#guard(place, () => this.data.setVariable(name, String(key), value));
        else if (section === "hosts") this.#readHost(key, value, name, place);
        else this.#readChild(name, key, value, place);
      }
    }
    return name;
  }

  #readChild(parent: string, key: unknown, body: unknown, path: Path): void {
    this.data.addChild(parent, this.readGroup(key, body, path));
  }

  #readHost(pattern: unknown, body: unknown, group: string, path: Path): void {
    if (typeof pattern !== "string")
      throw this.#error("a host's name is text: put it in quotes", path, "key");
    const variables = this.#mapping(body, path, "expected a mapping of the host's variables");
    this.#guard(path, () => {
      const { names, port } = expandHostPattern(pattern);
      for (const host of names) {
        this.data.addHost(host, group, this.file, port);
        for (const [name, value] of variables) this.data.setVariable(host, String(name), value);
      }
    });
  }

  /** As in Ansible, nothing stands for an empty mapping and a text for one of a single key. */
  #mapping(value: unknown, path: Path, expected: string): Mapping {
    if (value instanceof Map) return value;
    if (value === null || value === undefined) return new Map();
    if (typeof value === "string" && SECTIONS.has(path.at(-1)) && path.length > 1)
      return new Map([[value, null]]);
    throw this.#error(expected, path, "value");
  }

  #guard(path: Path, read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof AnsibleDataError || error instanceof HostPatternError)) throw error;
      throw this.#error(error.message, path, "key");
    }
  }

  #error(message: string, path: Path, at: "key" | "value"): Error {
    return this.document.errorFor([{ path, at, message }]);
  }
}
