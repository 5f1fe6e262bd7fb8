/**
 * The real test fleet: containers with OpenSSH (or dropbear), Apache and mod_wsgi, one per scenario.
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
 * By hand: `startFleet(["bookworm", "static"])`, and `stop()` at the end. Every host takes the key `identityFile` for
 * the logins auditor (plain), sudoer (sudo without a password) and root.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pLimit from "p-limit";
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer, Wait } from "testcontainers";
import { stringify } from "yaml";
import { HOSTS, type HostName } from "./hosts.js";
import { buildImages, CONTAINERS, tagOf } from "./images.js";

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

export interface StartedFleet extends Fleet {
  stop(): Promise<void>;
}

/** Hosts that start at the same time. */
const STARTING = 6;
const STARTUP_MS = 60_000;
const LABEL = "wsgi-audit.fleet";

// The hosts end by themselves after an hour, so no helper container is needed to clean up after a killed run.
process.env.TESTCONTAINERS_RYUK_DISABLED ??= "true";

const run = promisify(execFile);

const keyFile = (directory: string) => join(directory, "id_ed25519");

async function makeKey(directory: string): Promise<string> {
  await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "fleet", "-f", keyFile(directory)]);
  return (await readFile(`${keyFile(directory)}.pub`, "utf8")).trim();
}

async function startHost(name: HostName, authorizedKey: string): Promise<StartedTestContainer> {
  const { image, scenario } = HOSTS[name];
  return new GenericContainer(tagOf(image))
    .withLabels({ [LABEL]: name })
    .withHostname(name)
    .withEnvironment({ SCENARIO: scenario, AUTHORIZED_KEY: authorizedKey })
    .withCopyDirectoriesToContainer([{ source: join(CONTAINERS, "scenarios"), target: "/scenarios" }])
    .withAddedCapabilities("SYS_PTRACE") // what root has on a real host: the maps of processes that changed their user
    .withExposedPorts(22)
    .withWaitStrategy(Wait.forLogMessage(/Server listening on|Not backgrounding/))
    .withStartupTimeout(STARTUP_MS)
    .start();
}

async function removeRemains(): Promise<void> {
  const { container } = await getContainerRuntimeClient();
  await container.dockerode.pruneContainers({ filters: { label: [LABEL], until: ["2h"] } });
}

/** The hosts' own public keys, read inside the containers: nothing is trusted that came over the wire. */
async function writeKnownHosts(fleet: Fleet): Promise<void> {
  const lines = await Promise.all(
    fleet.hosts.map(async ({ host, port, exec }) => {
      const { stdout } = await exec("cat /etc/ssh/ssh_host_*_key.pub");
      const keys = stdout.trim().split("\n");
      return keys.map((key) => `[${host}]:${port} ${key.split(" ").slice(0, 2).join(" ")}\n`);
    }),
  );
  await writeFile(fleet.knownHosts, lines.flat().join(""));
}

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

/**
 * Builds what images are missing and starts the hosts. One that does not come up is named in `failed`, and only the
 * tests that ask for it fail. `stop()` removes the containers and the directory.
 */
export async function startFleet(names: readonly HostName[]): Promise<StartedFleet> {
  await removeRemains();
  const directory = await mkdtemp(join(tmpdir(), "wsgi-audit-fleet-"));
  const key = await makeKey(directory);
  const description: FleetDescription = { directory, hosts: [], failed: {} };
  const started: StartedTestContainer[] = [];
  const built = await buildImages(names.map((name) => HOSTS[name].image));
  const limit = pLimit(STARTING);
  const bringUp = async (name: HostName) => {
    try {
      const reason = built.get(HOSTS[name].image);
      if (reason !== undefined) throw new Error(reason);
      const container = await startHost(name, key);
      started.push(container);
      const host = container.getHost().replace(/^localhost$/, "127.0.0.1");
      description.hosts.push({ name, host, port: container.getMappedPort(22), container: container.getId() });
    } catch (error) {
      description.failed[name] = String(error);
    }
  };
  await Promise.all(names.map((name) => limit(() => bringUp(name))));
  description.hosts.sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
  const fleet = attachFleet(description);
  await writeKnownHosts(fleet);
  const stop = async () => {
    await Promise.all(started.map((container) => container.stop({ timeout: 0 })));
    await rm(directory, { recursive: true, force: true });
  };
  return { ...fleet, stop };
}
