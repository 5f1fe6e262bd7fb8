import { InventoryError } from "../../base/errors.js";
import type { Group, Host, Inventory } from "../inventory.js";
import { limitsSchema } from "../own/schema.js";
import type { AnsibleData, AnsibleHost } from "./data.js";
import { Mapping, MappingError } from "./mapping.js";
import type { Notes } from "./notes.js";
import { type Hierarchy, hierarchyOf, Precedence } from "./precedence.js";
import { Template } from "./template.js";
import { noteOn } from "./unmapped.js";
import type { VariableFiles } from "./variable-files.js";

export interface Sources {
  file: string;
  data: AnsibleData;
  files: VariableFiles;
  environment: NodeJS.ProcessEnv;
  notes: Notes;
}

const MOST_PROBLEMS = 20;
/** They are in every inventory of Ansible, and say nothing. */
const BUILT_IN: ReadonlySet<string> = new Set(["all", "ungrouped"]);

/** The inventory, with everything resolved into the hosts. Throws an InventoryError. */
export function toInventory({ file, data, files, environment, notes }: Sources): Inventory {
  const hierarchy = hierarchyOf(data);
  if (hierarchy === undefined) throw new InventoryError("the groups contain each other in a circle", file);
  for (const host of data.hosts.values()) settleUngrouped(host, hierarchy);
  const precedence = new Precedence(data, files, hierarchy);
  const hosts = new Map<string, Host>();
  const problems: string[] = [];
  for (const host of data.hosts.values()) {
    try {
      const mapped = hostOf(host, precedence, environment, notes);
      if (mapped) hosts.set(mapped.name, mapped);
    } catch (error) {
      if (!(error instanceof MappingError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new InventoryError(listed(problems), file);
  const limits = limitsSchema.parse({});
  const groups = groupsOf(hierarchy);
  return { file, compareBy: "group", limits, facts: [], defaults: {}, groups, hosts, notes: notes.all() };
}

function hostOf(
  host: AnsibleHost,
  precedence: Precedence,
  environment: NodeJS.ProcessEnv,
  notes: Notes,
): Host | undefined {
  const { name } = host;
  const variables = precedence.of(host);
  const template = new Template(name, variables.find, environment);
  const mapped = new Mapping(name, template, notes).read();
  if (mapped === undefined) return undefined;
  for (const variable of variables.names) {
    const note = noteOn(variable);
    if (note !== undefined) notes.count(note, name);
  }
  return { name, ...mapped, groups: [...host.groups].filter((group) => !BUILT_IN.has(group)) };
}

/** Only hosts of no other group are in `ungrouped`, whatever the sources say. */
function settleUngrouped({ groups }: AnsibleHost, hierarchy: Hierarchy): void {
  const isGrouped = hierarchy.withAncestors(groups).some((name) => !BUILT_IN.has(name));
  if (isGrouped) groups.delete("ungrouped");
  else groups.add("ungrouped");
}

function groupsOf({ parents }: Hierarchy): Map<string, Group> {
  const names = [...parents.keys()].filter((name) => !BUILT_IN.has(name));
  return new Map(
    names.map((name) => {
      const above = (parents.get(name) ?? []).filter((parent) => !BUILT_IN.has(parent));
      return [name, { name, settings: {}, parents: above }];
    }),
  );
}

function listed(problems: readonly string[]): string {
  const more = problems.length - MOST_PROBLEMS;
  return [...problems.slice(0, MOST_PROBLEMS), ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
}
