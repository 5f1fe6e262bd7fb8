import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pLimit from "p-limit";
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer, Wait } from "testcontainers";
import { attachFleet, type Fleet, type FleetDescription, keyFile } from "./fleet.js";
import { HOSTS, type HostName, type ImageName } from "./hosts.js";
import { buildImages, CONTAINERS, tagOf } from "./images.js";

export interface StartedFleet extends Fleet {
  stop(): Promise<void>;
}

/** Hosts that start at the same time. */
const STARTING = 6;
const STARTUP_MS = 60_000;
const OBSERVE_SCRIPT = fileURLToPath(new URL("../../src/observe/observe.wsgi", import.meta.url));
const LABEL = "wsgi-audit.fleet";

// The hosts end by themselves after an hour, so no helper container is needed to clean up after a killed run.
process.env.TESTCONTAINERS_RYUK_DISABLED ??= "true";

const run = promisify(execFile);

export async function makeKey(directory: string): Promise<string> {
  await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "fleet", "-f", keyFile(directory)]);
  return (await readFile(`${keyFile(directory)}.pub`, "utf8")).trim();
}

/** A host of its own, beside those of the fleet. */
export interface Play {
  name: string;
  image: ImageName;
  scenario: string;
  /** Besides those that every host has. */
  capabilities?: readonly string[];
  /** What the engine calls it, if that matters. */
  called?: string;
  /** Files and sockets of this machine that it has as well. */
  mounts?: readonly { source: string; target: string; mode: "ro" | "rw" }[];
}

/** Starts one host, which takes the key; resolves once it serves SSH. */
export async function startHost(
  { name, image, scenario, capabilities = [], called, mounts = [] }: Play,
  authorizedKey: string,
): Promise<StartedTestContainer> {
  let log = "";
  const container = new GenericContainer(tagOf(image))
    .withLabels({ [LABEL]: name })
    .withHostname(name)
    .withEnvironment({ SCENARIO: scenario, AUTHORIZED_KEY: authorizedKey })
    .withCopyDirectoriesToContainer([{ source: join(CONTAINERS, "scenarios"), target: "/scenarios" }])
    .withCopyFilesToContainer([{ source: OBSERVE_SCRIPT, target: "/srv/wsgi/observe.wsgi", mode: 0o644 }])
    .withAddedCapabilities("SYS_PTRACE", ...capabilities) // what root has on a real host: the maps of processes that changed their user
    .withExposedPorts(22)
    .withWaitStrategy(Wait.forLogMessage(/Server listening on|Not backgrounding/))
    .withStartupTimeout(STARTUP_MS)
    .withLogConsumer((lines) => {
      lines.on("data", (line) => {
        log += line;
      });
    });
  if (called !== undefined) container.withName(called);
  if (mounts.length > 0) container.withBindMounts([...mounts]);
  return container.start().catch((error) => {
    throw new Error(`${error}\n${log}`);
  });
}

/** How an inventory reaches such a host, with the key of `makeKey`. Its own key is read before anything harms it. */
export async function reach(container: StartedTestContainer, directory: string) {
  const { output } = await container.exec(["cat", "/etc/ssh/ssh_host_ed25519_key.pub"]);
  return {
    port: container.getMappedPort(22),
    hostKey: output.split(" ").slice(0, 2).join(" "),
    // Of a machine that starts a dozen of hosts at once.
    settings: { identity_file: keyFile(directory), connect_timeout: "60s", deadline: "4m" },
  };
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
      const container = await startHost({ name, ...HOSTS[name] }, key);
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
    await Promise.allSettled(started.map((container) => container.stop({ timeout: 0 })));
    await rm(directory, { recursive: true, force: true });
  };
  return { ...fleet, stop };
}
