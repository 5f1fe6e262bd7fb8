import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";

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

/** An sshd on loopback, as the user that the tests run as, with a configuration of its own. */
export async function startSshd(
  folder: string,
  hostKeys: Sshd["hostKeys"],
  more: readonly string[] = [],
): Promise<Sshd> {
  if (!SSHD) throw new Error("there is no sshd");
  // Root's sshd wants its empty directory, which distributions make at boot.
  if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const port = await freePort();
  const config = join(folder, `sshd-${port}.conf`);
  const lines = [
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
    // The login shell's own files are not what is tested: they may take half a second, and print.
    `SetEnv HOME=${folder}`,
    ...more,
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  const child = spawn(SSHD, ["-D", "-e", "-f", config], { stdio: ["ignore", "ignore", "pipe"] });
  const log = await listening(child);
  return { port, hostKeys, pid: child.pid ?? 0, log, stop: () => stop(child) };
}

async function listening(child: ChildProcess): Promise<() => string> {
  let log = "";
  const up = new Promise<void>((resolve, reject) => {
    child.stderr?.on("data", (chunk: Buffer) => {
      log += chunk;
      if (log.includes("Server listening")) resolve();
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
