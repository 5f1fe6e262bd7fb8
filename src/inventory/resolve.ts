import type { HostIdentity } from "../model.js";
import { type ObserveTarget, observeTarget } from "../observe/target.js";
import type { SecretReference, Target } from "../transport/session.js";
import { parseDuration } from "./duration.js";
import type { Group, Host, Inventory } from "./inventory.js";
import { Jumps } from "./jumps.js";
import type { Settings } from "./schema.js";

/** A host with everything that it inherits. */
export interface ResolvedHost {
  identity: HostIdentity;
  target: Target;
  /** URLs to be asked through the connection. */
  observe: ObserveTarget[];
}

/** What the inventory leaves to the user who runs the program. */
export interface Environment {
  /** Login name of the current user. */
  user: string;
  /** Home directory, for `~`. */
  home: string;
}

const IDENTITY_FILES = ["~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa"];
const KNOWN_HOSTS = ["~/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts"];
const PORT = 22;
const CONNECT_TIMEOUT_MS = 10_000;
const DEADLINE_MS = 90_000;

/** All hosts in the order of the inventory, with defaults < groups < host applied. */
export function resolveHosts(inventory: Inventory, environment: Environment): ResolvedHost[] {
  const inherit = inheritance(inventory);
  const settingsOf = (host: Host) => merge(inherit(host.groups).settings, host.settings);
  const jumps = new Jumps(inventory, (host) => toTarget(host, settingsOf(host), environment), settingsOf);
  return Array.from(inventory.hosts.values(), (host) => {
    const { groups, settings } = inherit(host.groups);
    const merged = merge(settings, host.settings);
    const via = jumps.before(host.name, merged.jump);
    const target = { ...toTarget(host, merged, environment), ...(via && { via }) };
    const address = login(target);
    const identity = { name: host.name, address, groups: [...groups], expect: { ...merged.expect } };
    return { identity, target, observe: (merged.observe ?? []).map(toObserve) };
  });
}

interface Inherited {
  /** Nearest first. */
  groups: string[];
  settings: Settings;
}

/** Hosts with the same groups inherit the same, so it is worked out once for each distinct set. */
function inheritance(inventory: Inventory): (direct: readonly string[]) => Inherited {
  const order = new Map(Array.from(inventory.groups.keys(), (name, index) => [name, index]));
  const known = new Map<string, Inherited>();
  return (direct) => {
    const key = direct.join("\n");
    const found = known.get(key);
    if (found !== undefined) return found;
    const groups = nearestFirst(direct, inventory.groups, order);
    const settings = groups
      .toReversed()
      .reduce((merged, name) => merge(merged, inventory.groups.get(name)?.settings), inventory.defaults);
    known.set(key, { groups, settings });
    return { groups, settings };
  };
}

/**
 * The groups and all of their ancestors. A group is as far away as the longest way up to it, so that a child is
 * always nearer than its parent; of groups equally far, the one that stands first in the file is nearer.
 */
function nearestFirst(
  direct: readonly string[],
  groups: ReadonlyMap<string, Group>,
  order: ReadonlyMap<string, number>,
): string[] {
  const distances = new Map<string, number>();
  for (const name of childrenFirst(direct, groups)) {
    const distance = distances.get(name) ?? 0;
    distances.set(name, distance);
    for (const parent of groups.get(name)?.parents ?? [])
      distances.set(parent, Math.max(distances.get(parent) ?? 0, distance + 1));
  }
  const rank = (name: string) => order.get(name) ?? 0;
  return Array.from(distances)
    .sort(([a, near], [b, far]) => near - far || rank(a) - rank(b))
    .map(([name]) => name);
}

/** Depth first, so that every group comes before its parents. The inventory has no cycles. */
function childrenFirst(direct: readonly string[], groups: ReadonlyMap<string, Group>): string[] {
  const visited = new Set<string>();
  const parentsFirst: string[] = [];
  const visit = (name: string) => {
    if (visited.has(name)) return;
    visited.add(name);
    for (const parent of groups.get(name)?.parents ?? []) visit(parent);
    parentsFirst.push(name);
  };
  for (const name of direct) visit(name);
  return parentsFirst.reverse();
}

/** The nearer settings over the farther ones; expectations fact by fact. */
function merge(farther: Settings, nearer: Settings = {}): Settings {
  if (farther.expect === undefined || nearer.expect === undefined) return { ...farther, ...nearer };
  return { ...farther, ...nearer, expect: { ...farther.expect, ...nearer.expect } };
}

function toTarget(host: Host, settings: Settings, { user, home }: Environment): Target {
  const path = (file: string) => expandHome(file, home);
  const { password, passphrase } = settings;
  return {
    name: host.name,
    address: host.address ?? host.name,
    port: settings.port ?? PORT,
    user: settings.user ?? user,
    identityFiles: listOf(settings.identity_file ?? IDENTITY_FILES).map(path),
    ...(password === undefined ? {} : { password: expandSecret(password, home) }),
    ...(passphrase === undefined ? {} : { passphrase: expandSecret(passphrase, home) }),
    agent: settings.agent ?? true,
    knownHosts: listOf(settings.known_hosts ?? KNOWN_HOSTS).map(path),
    hostKeys: settings.host_keys ?? "strict",
    connectTimeoutMs: parseDuration(settings.connect_timeout ?? "") ?? CONNECT_TIMEOUT_MS,
    deadlineMs: parseDuration(settings.deadline ?? "") ?? DEADLINE_MS,
    algorithms: settings.algorithms ?? "modern",
    transport:
      settings.transport === undefined || settings.transport === "auto" ? "ssh2" : settings.transport,
    ...(settings.become === "always" && { become: "always" as const }),
    given: {
      ...(host.address !== undefined && { address: host.address }),
      ...(settings.port !== undefined && { port: settings.port }),
      ...(settings.user !== undefined && { user: settings.user }),
      ...(settings.identity_file !== undefined && {
        identityFiles: listOf(settings.identity_file).map(path),
      }),
      ...(settings.known_hosts !== undefined && { knownHosts: listOf(settings.known_hosts).map(path) }),
    },
    ...(settings.max_sessions !== undefined && { maxSessions: settings.max_sessions }),
    ...(settings.max_new_per_second !== undefined && { maxNewPerSecond: settings.max_new_per_second }),
  };
}

const toObserve = (entry: string | { url: string; connect: string }): ObserveTarget =>
  typeof entry === "string" ? observeTarget(entry) : observeTarget(entry.url, entry.connect);

function login({ user, address, port }: Target): string {
  return `${user}@${address.includes(":") ? `[${address}]` : address}:${port}`;
}

function expandHome(file: string, home: string): string {
  return file === "~" || file.startsWith("~/") ? home + file.slice(1) : file;
}

function expandSecret(secret: SecretReference, home: string): SecretReference {
  return "file" in secret ? { file: expandHome(secret.file, home) } : secret;
}

function listOf<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}
