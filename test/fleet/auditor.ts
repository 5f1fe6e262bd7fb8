import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { getContainerRuntimeClient } from "testcontainers";
import type { ExecResult, Fleet } from "./fleet.js";
import type { HostName } from "./hosts.js";
import { buildImages, CONTAINERS, tagOf } from "./images.js";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export const PASSPHRASE = "canary-passphrase-of-the-key";

/** A container from which hosts of the fleet are audited, with the built program of this checkout in /usr/local/bin. */
export interface Auditor {
  /** As root: text by `sh -c`. */
  exec(command: string): Promise<ExecResult>;
  /** The same, but it has to end well. */
  done(command: string): Promise<string>;
  write(path: string, content: string): Promise<void>;
  stop(): Promise<void>;
}

/** As systemd needs it to be the first process: a cgroup tree to write to, and mounts that its services get to see. */
export const SYSTEMD =
  "{ sleep 3600; kill -s RTMIN+4 1; } & mount -t cgroup2 cgroup2 /sys/fs/cgroup && mount --make-rshared / && exec /lib/systemd/systemd";

/** Starts it with that command as its first process. It ends by itself after an hour. */
export async function startAuditor(command: string): Promise<Auditor> {
  const failures = await buildImages(["nightly"]);
  for (const reason of failures.values()) throw new Error(reason);
  const { container } = await getContainerRuntimeClient();
  const own = {
    Binds: [`${ROOT}:/opt/wsgi-audit:ro`],
    CapAdd: ["SYS_ADMIN"],
    CgroupnsMode: "private",
    SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"],
    Tmpfs: { "/run": "", "/run/lock": "" },
  };
  const created = await container.dockerode.createContainer({
    Image: tagOf("nightly"),
    Cmd: ["sh", "-c", command],
    Labels: { "wsgi-audit.fleet": "nightly" },
    Env: ["container=docker"],
    HostConfig: own,
  });
  await created.start();
  const exec = async (text: string) => container.exec(created, ["sh", "-c", text]);
  const done = async (text: string) => {
    const { stdout, stderr, exitCode } = await exec(text);
    if (exitCode !== 0) throw new Error(`${text}: exit ${exitCode}\n${stdout}${stderr}`);
    return stdout;
  };
  const write = async (path: string, content: string) => {
    const encoded = Buffer.from(content).toString("base64");
    await done(`mkdir -p "$(dirname ${path})" && echo ${encoded} | base64 -d >${path}`);
  };
  const auditor = {
    exec,
    done,
    write,
    stop: async () => void (await created.remove({ force: true, v: true })),
  };
  // While systemd comes up, it may end what the engine starts beside it.
  await until(auditor, "ln -sf /opt/wsgi-audit/dist/bin.js /usr/local/bin/wsgi-audit", 60);
  return auditor;
}

/** A file of the recipes in docs/nightly.md. */
export const recipe = (name: string) => readFile(join(CONTAINERS, "auditor", name), "utf8");

/** An encrypted key that the fleet lets in, and the hosts' keys under the addresses that containers see. */
export async function setUp(auditor: Auditor, fleet: Fleet, names: readonly HostName[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "wsgi-audit-test-"));
  try {
    const key = join(directory, "key");
    await copyFile(fleet.identityFile, key);
    await run("ssh-keygen", ["-q", "-p", "-P", "", "-N", PASSPHRASE, "-f", key]);
    await auditor.write("/etc/wsgi-audit/key", await readFile(key, "utf8"));
  } finally {
    await rm(directory, { recursive: true });
  }
  await auditor.write("/etc/wsgi-audit/passphrase", `${PASSPHRASE}\n`);
  const hosts = await Promise.all(names.map(async (name) => [name, await addressOf(fleet, name)] as const));
  const known = await Promise.all(hosts.map(([name, address]) => knownHost(fleet, name, address)));
  await auditor.write("/etc/wsgi-audit/known_hosts", known.join(""));
  await auditor.done("chmod 600 /etc/wsgi-audit/key /etc/wsgi-audit/passphrase");
  return `hosts:\n${hosts.map(([name, address]) => `  ${name}: { address: ${address} }\n`).join("")}`;
}

async function addressOf(fleet: Fleet, name: HostName): Promise<string> {
  const { container } = await getContainerRuntimeClient();
  const id = fleet.description.hosts.find((host) => host.name === name)?.container;
  if (id === undefined)
    throw new Error(`no host ${name}: ${fleet.description.failed[name] ?? "not started"}`);
  const { NetworkSettings: networks } = await container.dockerode.getContainer(id).inspect();
  const [address] = Object.values(networks.Networks).map(({ IPAddress }) => IPAddress);
  if (!address) throw new Error(`${name} has no address`);
  return address;
}

async function knownHost(fleet: Fleet, name: HostName, address: string): Promise<string> {
  const { stdout } = await fleet.host(name).exec("cat /etc/ssh/ssh_host_ed25519_key.pub");
  return `${address} ${stdout.split(" ").slice(0, 2).join(" ")}\n`;
}

/** Waits until a command ends well. What `evidence` prints is told where it does not. */
export async function until(
  { exec }: Auditor,
  command: string,
  seconds: number,
  evidence = "true",
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (let last = await exec(command); last.exitCode !== 0; last = await exec(command)) {
    if (Date.now() > end) {
      const { stdout, stderr } = await exec(evidence);
      throw new Error(
        [`not in ${seconds} s: ${command}`, last.stdout, last.stderr, stdout, stderr].join("\n"),
      );
    }
    await new Promise((wake) => setTimeout(wake, 300));
  }
}
