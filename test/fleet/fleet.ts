/**
 * The real test fleet: containers with OpenSSH (or dropbear, or tinysshd), Apache and mod_wsgi, one per scenario.
 *
 * In a test file below test/fleet, with the containers that the run has started:
 *
 *     import { describeFleet } from "./describe-fleet.js";
 *     describeFleet("audit", (fleet) => {
 *       it("finds the deleted library", async () => {
 *         const inventory = await fleet.writeInventory(["deleted-libpython"]);
 *         const { stdout } = await fleet.host("deleted-libpython").exec("cat /proc/*\/maps");
 *       });
 *     });
 *
 * By hand: `startFleet(["bookworm", "static"])` of start-fleet.ts, and `stop()` at the end. Every host takes the key
 * `identityFile` for the logins auditor (plain), sudoer (sudo without a password) and root.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getContainerRuntimeClient } from "testcontainers";
import { stringify } from "yaml";
import type { HostName } from "./hosts.js";

export interface ExecResult {
  stdout: string;
  stderr: string;
  exitCode: number;
}

export interface FleetHost {
  name: HostName;
  /** Where the host's SSH port is reached from here. */
  host: string;
  port: number;
  user: string;
  /** Runs a command inside the container as root, past SSH: text by `sh -c`, a list as it is. */
  exec(command: string | string[]): Promise<ExecResult>;
}

/** What is needed to use a fleet that another process has started. Plain JSON. */
export interface FleetDescription {
  /** A temporary directory with the keys, known_hosts and inventories. */
  directory: string;
  hosts: { name: HostName; host: string; port: number; container: string }[];
  /** Why a host is not among them, by name. */
  failed: Partial<Record<HostName, string>>;
}

export interface Fleet {
  description: FleetDescription;
  directory: string;
  identityFile: string;
  knownHosts: string;
  hosts: readonly FleetHost[];
  /** The host of that name. Throws, with the reason, when it is not there. */
  host(name: HostName): FleetHost;
  /**
   * Writes a YAML inventory of the named hosts, or of all, and returns its path. `more` replaces or adds keys of
   * the top level; its `defaults` are merged with those that reach the fleet.
   */
  writeInventory(names?: readonly HostName[], more?: Record<string, unknown>): Promise<string>;
}

/** For `vi.waitFor`: what a host does at once takes longer where thirty of them share a machine. */
export const SOON = { timeout: 60_000, interval: 200 };

export const keyFile = (directory: string) => join(directory, "id_ed25519");

async function execIn(id: string, command: string | string[]): Promise<ExecResult> {
  const { container } = await getContainerRuntimeClient();
  const words = typeof command === "string" ? ["sh", "-c", command] : command;
  const { stdout, stderr, exitCode } = await container.exec(container.getById(id), words);
  return { stdout, stderr, exitCode };
}

let inventories = 0;

/** The fleet that another process started and described. */
export function attachFleet(description: FleetDescription): Fleet {
  const { directory } = description;
  const identityFile = keyFile(directory);
  const knownHosts = join(directory, "known_hosts");
  const hosts = description.hosts.map(
    ({ container, ...rest }): FleetHost => ({
      ...rest,
      user: "auditor",
      exec: (command) => execIn(container, command),
    }),
  );
  const host = (name: HostName) => {
    const found = hosts.find((each) => each.name === name);
    if (found === undefined) throw new Error(`no host ${name}: ${description.failed[name] ?? "not started"}`);
    return found;
  };
  const writeInventory: Fleet["writeInventory"] = async (
    names = hosts.map(({ name }) => name),
    more = {},
  ) => {
    const reach = { user: "auditor", identity_file: identityFile, known_hosts: knownHosts };
    const chosen = names.map((name) => [name, { address: host(name).host, port: host(name).port }]);
    const file = join(directory, `inventory-${process.pid}-${++inventories}.yaml`);
    const { defaults, ...others } = more;
    const inventory = {
      defaults: { ...reach, ...(defaults as object) },
      hosts: Object.fromEntries(chosen),
      ...others,
    };
    await writeFile(file, stringify(inventory));
    return file;
  };
  return { description, directory, identityFile, knownHosts, hosts, host, writeInventory };
}
