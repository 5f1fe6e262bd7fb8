import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { until } from "./until.js";

const SBIN = ["/usr/sbin", "/usr/local/sbin", "/usr/lib/ssh", ...(process.env.PATH ?? "").split(delimiter)];

/** The OpenSSH server of this machine, if it has one. sshd insists on its absolute path. */
export const SSHD = SBIN.map((folder) => join(folder, "sshd")).find((path) => existsSync(path));

export interface Sshd {
  port: number;
  /** The lines of its public host keys, by type. */
  hostKeys: Record<"ed25519" | "rsa", string>;
  pid: number;
  log(): string;
  stop(): Promise<void>;
}

/** Makes a key pair; returns the private key's path. */
export function keygen(folder: string, name: string, ...options: string[]): string {
  const file = join(folder, name);
  const passphrase = options.includes("-N") ? [] : ["-N", ""];
  const made = spawnSync("ssh-keygen", ["-q", "-C", name, "-f", file, ...passphrase, ...options]);
  if (made.status !== 0) throw new Error(`ssh-keygen: ${made.stderr}`);
  return file;
}

/** The line of a public key, without the line's end. */
export const publicOf = (key: string): string => readFileSync(`${key}.pub`, "utf8").trim();

/** Host keys for the servers of a folder. */
export function makeHostKeys(folder: string): Sshd["hostKeys"] {
  const made = (type: string, ...options: string[]) =>
    publicOf(keygen(folder, `host-${type}`, "-t", type, ...options));
  return { ed25519: made("ed25519"), rsa: made("rsa", "-b", "2048") };
}

/** A user's key pair that the servers of a folder let in. */
export function authorizedKey(folder: string, name: string, ...options: string[]): string {
  const key = keygen(folder, name, ...(options.includes("-t") ? [] : ["-t", "ed25519"]), ...options);
  appendFileSync(join(folder, "authorized_keys"), `${publicOf(key)}\n`);
  return key;
}

export interface Agent {
  socket: string;
  add(...files: string[]): void;
  stop(): Promise<void>;
}

/** An agent of the test's own, without keys. */
export async function startAgent(folder: string): Promise<Agent> {
  const socket = join(folder, "agent");
  const child = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
  await until(() => existsSync(socket));
  const add = (...files: string[]) => {
    const added = spawnSync("ssh-add", ["-q", ...files], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    if (added.status !== 0) throw new Error(`ssh-add: ${added.stderr}`);
  };
  return { socket, add, stop: () => stop(child) };
}

/** An sshd on loopback, as the user that the tests run as. Of what is set twice, `more` counts. */
export async function startSshd(
  folder: string,
  hostKeys: Sshd["hostKeys"],
  more: readonly string[] = [],
): Promise<Sshd> {
  // Root's sshd wants its empty directory, which distributions make at boot.
  if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOn(await freePort(), folder, hostKeys, more);
    } catch (error) {
      // Another process may have got the port meanwhile.
      if (attempt === ATTEMPTS || !/in use/.test(String(error))) throw error;
    }
  }
}

const ATTEMPTS = 5;

async function startOn(
  port: number,
  folder: string,
  hostKeys: Sshd["hostKeys"],
  more: readonly string[],
): Promise<Sshd> {
  if (!SSHD) throw new Error("there is no sshd");
  const config = join(folder, `sshd-${port}.conf`);
  const lines = [
    ...more,
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    ...Object.keys(hostKeys).map((type) => `HostKey ${join(folder, `host-${type}`)}`),
    `AuthorizedKeysFile ${join(folder, "authorized_keys")}`,
    "PidFile none",
    "StrictModes no",
    "UsePAM no",
    "PermitRootLogin prohibit-password",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    // The first choice of OpenSSH 9 costs a tenth of a second of CPU on each side.
    "KexAlgorithms curve25519-sha256",
    // The login shell's own files are not what is tested: they may take half a second, and print.
    `SetEnv HOME=${folder}`,
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  const child = spawn(SSHD, ["-D", "-e", "-f", config], { stdio: ["ignore", "ignore", "pipe"] });
  const log = await listening(child, lines.filter((line) => line.startsWith("ListenAddress")).length);
  return { port, hostKeys, pid: child.pid ?? 0, log, stop: () => stop(child) };
}

async function listening(child: ChildProcess, addresses: number): Promise<() => string> {
  let log = "";
  const up = new Promise<void>((resolve, reject) => {
    child.stderr?.on("data", (chunk: Buffer) => {
      log += chunk;
      if (log.split("Server listening").length > addresses) resolve();
    });
    child.once("exit", () => reject(new Error(`sshd did not start: ${log}`)));
  });
  await up;
  return () => log;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, "exit");
  child.kill();
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
