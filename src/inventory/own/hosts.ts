import type { Group, Host } from "../inventory.js";
import { expandRange, HostRangeError } from "../select/ranges.js";
import type { Path, Problem } from "./document.js";
import { type DeclaredGroup, unknownGroup } from "./groups.js";
import type { HostBody, InventoryBody } from "./schema.js";

/** Names, IPv4 and IPv6 addresses; nothing that a pattern, a shell or ssh would read as something else. */
const HOST_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.:%-]*$/;

export const isHostName = (name: string): boolean => HOST_NAME.test(name);

/** A host while the file is being read. */
interface Draft {
  groups: Set<string>;
  body: HostBody;
  /** The key of `hosts` that defined each setting. */
  definedBy: Map<string, string>;
}

/** All hosts by name: those that groups name, then those of `hosts`. */
export function declareHosts(
  declared: ReadonlyMap<string, DeclaredGroup>,
  groups: ReadonlyMap<string, Group>,
  body: InventoryBody,
  problems: Problem[],
): Map<string, Host> {
  const drafts = new Map<string, Draft>();
  for (const group of declared.values())
    for (const [index, range] of (group.body.hosts ?? []).entries())
      for (const name of expand(range, [...group.path, "hosts", index], "value", problems))
        draftOf(drafts, name).groups.add(group.name);
  for (const [range, hostBody] of Object.entries(body.hosts ?? {})) {
    const path = ["hosts", range];
    const names = expand(range, path, "key", problems);
    checkHost(hostBody ?? {}, names, groups, path, problems);
    for (const name of names) define(draftOf(drafts, name), name, range, hostBody ?? {}, problems);
  }
  return new Map(Array.from(drafts, ([name, draft]) => [name, toHost(name, draft)]));
}

function draftOf(drafts: Map<string, Draft>, name: string): Draft {
  const known = drafts.get(name);
  if (known !== undefined) return known;
  const draft: Draft = { groups: new Set(), body: {}, definedBy: new Map() };
  drafts.set(name, draft);
  return draft;
}

function expand(range: string, path: Path, at: Problem["at"], problems: Problem[]): string[] {
  try {
    const names = expandRange(range);
    if (isHostName(names[0] ?? "")) return names;
    problems.push({ path, at, message: "expected a host name, or a range such as web[01:40].example.org" });
  } catch (error) {
    if (!(error instanceof HostRangeError)) throw error;
    problems.push({ path, at, message: error.message });
  }
  return [];
}

function checkHost(
  body: HostBody,
  names: readonly string[],
  groups: ReadonlyMap<string, Group>,
  path: Path,
  problems: Problem[],
): void {
  if (names.length > 1 && body.address !== undefined)
    problems.push({
      path: [...path, "address"],
      at: "key",
      message: `one address cannot serve ${names.length} hosts`,
    });
  for (const [index, name] of (body.groups ?? []).entries())
    if (!groups.has(name))
      problems.push({
        path: [...path, "groups", index],
        at: "value",
        message: unknownGroup(name, groups.keys()),
      });
}

/** A host may stand under several ranges of `hosts`, as long as they do not contradict each other. */
function define(draft: Draft, name: string, range: string, body: HostBody, problems: Problem[]): void {
  for (const group of body.groups ?? []) draft.groups.add(group);
  for (const [key, value] of Object.entries(body)) {
    const earlier = draft.definedBy.get(key);
    draft.definedBy.set(key, range);
    if (earlier === undefined || key === "groups") continue;
    if (JSON.stringify(value) !== JSON.stringify(draft.body[key as keyof HostBody]))
      problems.push({
        path: ["hosts", range, key],
        at: "key",
        message: `"${earlier}" gives host "${name}" another ${key}`,
      });
  }
  Object.assign(draft.body, body);
}

function toHost(name: string, draft: Draft): Host {
  const { address, groups: _groups, ...settings } = draft.body;
  // An IPv6 address may be written in the brackets that it needs elsewhere.
  const bare = address?.replace(/^\[(.*)\]$/, "$1");
  return {
    name,
    settings,
    groups: [...draft.groups],
    ...(bare === undefined ? {} : { address: bare }),
  };
}
