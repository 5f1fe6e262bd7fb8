import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CAST } from "../../src/demo/cast.js";
import { authorizedKey, makeHostKeys, type Sshd } from "../support/sshd.js";
import { addresses } from "./addresses.js";

/** The built program. */
export const PROGRAM = fileURLToPath(new URL("../../../dist/bin.js", import.meta.url));

/** What real hosts printed: shipped with the program for its demo. */
export const RECORDINGS = fileURLToPath(new URL("../../../dist/demo/fleet.snapshot.jsonl", import.meta.url));

/** Everything that the clients of a bench need, in a folder that is theirs alone and goes with the process. */
export interface World {
  folder: string;
  path(name: string): string;
  /** No file of the user's own is read, and no cache of an earlier run. */
  env: NodeJS.ProcessEnv;
  /** The public halves; the private ones are beside them in `host-TYPE`. */
  hostKeys: Sshd["hostKeys"];
  /** File of the private key that all servers of the bench let in. */
  userKey: string;
}

export function createWorld(): World {
  const folder = mkdtempSync(join(tmpdir(), "wsgi-audit-bench-"));
  const path = (name: string) => join(folder, name);
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    path,
    env: { PATH: process.env.PATH, HOME: folder, XDG_CACHE_HOME: path("cache"), LANG: "C.UTF-8" },
    hostKeys: makeHostKeys(folder),
    userKey: authorizedKey(folder, "user"),
  };
}

/** Those of this machine are no hosts of the bench: the script is whole, and asks inside of none. */
export const CONTAINERS = "none-of-this-machine";

/** Hosts of a bench behind one port, and what the clients have to know of them. */
export interface Hosts {
  count: number;
  inventory: string;
  sshConfig: string;
  /** Their names, one a line. */
  list: string;
}

/** Writes the same hosts for every client. Each host is named: real inventories seldom count. */
export function writeHosts(world: World, count: number, port: number, user: string): Hosts {
  const file = (name: string) => world.path(`${name}-${port}-${count}`);
  const names = addresses(count);
  writeFileSync(file("known_hosts"), `[127.*]:${port} ${world.hostKeys.ed25519}\n`);
  writeFileSync(file("hosts"), names.map((name) => `${name}\n`).join(""));
  const settings = {
    user,
    port,
    identity_file: world.userKey,
    known_hosts: file("known_hosts"),
    agent: false,
    containers: [CONTAINERS],
  };
  writeFileSync(file("inventory"), JSON.stringify({ defaults: settings, groups: groupsOf(names) }, null, 1));
  const options = [
    `Port ${port}`,
    `User ${user}`,
    `IdentityFile ${world.userKey}`,
    "IdentitiesOnly yes",
    `UserKnownHostsFile ${file("known_hosts")}`,
    "GlobalKnownHostsFile none",
    "BatchMode yes",
  ];
  writeFileSync(file("ssh_config"), options.map((option) => `${option}\n`).join(""));
  return { count, inventory: file("inventory"), sshConfig: file("ssh_config"), list: file("hosts") };
}

/** The demo's groups, over and over: the light server plays its hosts in the same order. */
function groupsOf(names: readonly string[]): Record<string, { hosts: string[] }> {
  const parts = Object.values(CAST);
  const groups: Record<string, { hosts: string[] }> = {};
  for (const [index, name] of names.entries()) {
    const { group = "" } = parts[index % parts.length] ?? {};
    groups[group] ??= { hosts: [] };
    groups[group].hosts.push(name);
  }
  return groups;
}
