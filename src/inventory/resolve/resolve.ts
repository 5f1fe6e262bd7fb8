import { basename } from "node:path";
import { checkOptions, type Kinds, object, required, text } from "../../base/arguments.js";
import type { HostIdentity } from "../../model/snapshot.js";
import type { Target } from "../../transport/session.js";
import type { Host, Inventory } from "../inventory.js";
import type { Settings } from "../own/schema.js";
import type { Selectable } from "../select/select.js";
import { SshAnswers } from "../ssh-config/answers.js";
import type { SshConfig } from "../ssh-config/client.js";
import { hopNames, Jumps } from "./jumps.js";
import type { Origin } from "./layers.js";
import { type ObserveTarget, observeTarget } from "./observe-target.js";
import { Places, type Role } from "./sources.js";
import { type Environment, targetOf } from "./target.js";

export type { Environment };

/** A host with everything that it inherits. */
export interface ResolvedHost {
  identity: HostIdentity;
  target: Target;
  /** URLs to be asked through the connection. */
  observe: ObserveTarget[];
  /** Where the value of each setting comes from. A setting that is missing here has its built-in value. */
  sources: Record<string, Origin>;
}

export interface ResolveOptions {
  /** Names of the hosts that are wanted; all by default. */
  only?: ReadonlySet<string>;
  /** Settings that outweigh all others, for the hosts themselves but not for jump hosts. */
  commandLine?: Settings;
  /** What ssh_config says, from `askSshConfig`. */
  answers?: SshAnswers;
}

const OPTIONS: Kinds<ResolveOptions> = {
  only: { is: (value) => value instanceof Set, expected: "a set of host names" },
  commandLine: object,
  answers: object,
};

const ENVIRONMENT: Kinds<Environment> = { user: required(text), home: required(text) };

/** Names and groups of all hosts, to select from. */
export function membersOf(inventory: Inventory): Selectable[] {
  const places = new Places(inventory, {}, new SshAnswers());
  return Array.from(inventory.hosts.values(), (host) => ({
    identity: { name: host.name, groups: places.groupsOf(host) },
  }));
}

/**
 * The hosts in the order of the inventory, with command line > host > groups > ssh_config > defaults applied. Throws
 * an InventoryError for jump hosts that go in a circle.
 */
export function resolveHosts(
  inventory: Inventory,
  environment: Environment,
  options: ResolveOptions = {},
): ResolvedHost[] {
  checkOptions("resolveHosts", options, OPTIONS);
  checkOptions("resolveHosts: environment", environment, ENVIRONMENT);
  const { only, commandLine = {}, answers = new SshAnswers() } = options;
  const places = new Places(inventory, commandLine, answers);
  const toTarget = (host: Host, role: Role) => {
    const target = targetOf(host, places.layersOf(host, role), places.sshOf(host, role), environment);
    const unusable = places.unusable(host, role);
    return unusable ? { ...target, unusable } : target;
  };
  const jumps = new Jumps(places, toTarget);
  return wanted(inventory, only).map((host) => {
    const layers = places.layersOf(host, "target");
    const alone = toTarget(host, "target");
    // A command finds its own way.
    const via = alone.command ? undefined : jumps.before(host, "target");
    const target = { ...alone, ...(via && { via }) };
    const identity = {
      name: host.name,
      address: login(target),
      groups: places.groupsOf(host),
      expect: layers.expect,
    };
    const observe = (layers.get("observe") ?? []).map(toObserve);
    return { identity, target, observe, sources: layers.sources() };
  });
}

/**
 * Asks ssh_config about the hosts and about all hosts on the way to them. Rejects with an InventoryError where `ssh` can
 * make sense of it for none of the hosts.
 */
export async function askSshConfig(
  inventory: Inventory,
  sshConfig: SshConfig,
  options: ResolveOptions = {},
): Promise<SshAnswers> {
  checkOptions("askSshConfig", options, OPTIONS);
  const { only, commandLine = {} } = options;
  const answers = new SshAnswers();
  const places = new Places(inventory, commandLine, answers);
  const seen = new Set<string>();
  let role: Role = "target";
  for (let wave = wanted(inventory, only); wave.length > 0; role = "hop") {
    const asked = wave.map(async (host) => answers.ask(sshConfig, places.questionOf(host, role)));
    await Promise.all(asked);
    const failures = wave.map((host) => answers.failure(places.questionOf(host, role)));
    if (role === "target" && failures[0] && failures.every((failure) => failure)) throw failures[0];
    const hops = new Set(wave.flatMap((host) => hopNames(host, places.layersOf(host, role))));
    wave = [...hops].filter((name) => !seen.has(name)).map((name) => places.hop(name));
    for (const name of hops) seen.add(name);
  }
  return answers;
}

const wanted = ({ hosts }: Inventory, only: ReadonlySet<string> | undefined): Host[] =>
  [...hosts.values()].filter(({ name }) => !only || only.has(name));

const toObserve = (entry: string | { url: string; connect: string }): ObserveTarget =>
  typeof entry === "string" ? observeTarget(entry) : observeTarget(entry.url, entry.connect);

function login({ user, address, port, command }: Target): string {
  if (command) return `${basename(command[0] ?? "")}:${address}`;
  return `${user}@${address.includes(":") ? `[${address}]` : address}:${port}`;
}
