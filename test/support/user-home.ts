import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";
import type { Ended } from "./nightly.js";
import { type Agent, keygen, publicOf, startAgent } from "./sshd.js";

/** The command as an installation puts it into PATH. */
const COMMAND = fileURLToPath(new URL("../../dist/wsgi-audit.cjs", import.meta.url));

/**
 * Gives the processes below it a user database in which the home directory is another one: `ssh` and `sshd` look for it
 * there, whatever HOME says. Only their own mount namespace has that file.
 */
const ELSEWHERE = `
  while [ "$1" != -- ]; do mount --bind "$1" "$2" || exit 125; shift 2; done
  shift; exec "$@"`;

/** Root needs no user namespace; others are root in theirs, as far as files are concerned. */
const UNSHARE = userInfo().uid === 0 ? ["-m"] : ["-r", "-m"];

const HOMES = spawnSync("unshare", [...UNSHARE, "true"]).status === 0;
if (!HOMES && process.env.CI) throw new Error("the front door is tested with mount namespaces (unshare)");

/** Not every machine lets its tests have namespaces: then they say loudly that they have not run. */
export const describeHome = (name: string, tests: () => void): void => {
  if (HOMES) describe(name, tests);
  else describe.skip(`UNSHARE GIVES NO MOUNT NAMESPACE, NOT TESTED: ${name}`, tests);
};

export interface HomeOptions {
  /** `~/.ssh/config`. */
  sshConfig?: string;
  /** `~/.ssh/known_hosts`. */
  knownHosts?: string;
  /** The key lies there with a passphrase, and an agent has it; or it lies there without one. True by default. */
  agent?: boolean;
  /** `inventory.yaml` of the folder that the user stands in. */
  inventory?: string;
  /** More lines of `/etc/hosts`. */
  hosts?: string;
  /** Folders of the system in whose place the user has ones of his own, empty at first: `/var/lib`. */
  own?: readonly string[];
}

interface LineOptions {
  env?: NodeJS.ProcessEnv;
  /** What it runs in, below the home directory; `fleet` by default. */
  folder?: string;
}

/** A user of this machine, with a home directory as users have one, and the command in PATH. */
export interface UserHome {
  directory: string;
  /** The key pair `~/.ssh/id_ed25519`, by its public line. */
  publicKey: string;
  /** Path of a file below the home directory, of that content. */
  file(name: string, content: string): string;
  read(name: string): string;
  /** Where on this machine a folder of the user's own is. */
  at(own: string): string;
  /** A line of the user's shell, exactly as it stands. */
  run(line: string, options?: LineOptions): Promise<Ended>;
  start(line: string, options?: LineOptions): { child: ChildProcess; ended: Promise<Ended> };
  close(): Promise<void>;
}

const FOLDER = "fleet";
/** What the user's processes see of the system in its place. */
const SYSTEM = ".system";
const SYSTEM_CONFIG = "/etc/ssh/ssh_config";

export async function userHome(options: HomeOptions = {}): Promise<UserHome> {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-home-"));
  const file = (name: string, content: string) => {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  for (const folder of [".ssh", FOLDER, "bin", "tmp"]) mkdirSync(join(directory, folder), { mode: 0o700 });
  symlinkSync(COMMAND, join(directory, "bin/wsgi-audit"));
  const key = keygen(join(directory, ".ssh"), "id_ed25519", "-t", "ed25519");
  const agent = options.agent === false ? undefined : await agentWith(directory, key);
  if (options.sshConfig !== undefined) file(".ssh/config", options.sshConfig);
  if (options.knownHosts !== undefined) file(".ssh/known_hosts", options.knownHosts);
  if (options.inventory !== undefined) file(`${FOLDER}/inventory.yaml`, options.inventory);
  const mounts = systemFiles(directory, file, options);
  const start: UserHome["start"] = (line, { env = {}, folder = FOLDER } = {}) =>
    startLine(line, join(directory, folder), mounts, { ...environmentOf(directory, agent), ...env });
  return {
    directory,
    publicKey: publicOf(key),
    file,
    read: (name) => readFileSync(join(directory, name), "utf8"),
    at: (own) => join(directory, SYSTEM, own),
    start,
    run: (line, more) => start(line, more).ended,
    close: async () => {
      await agent?.stop();
      rmSync(directory, { recursive: true });
    },
  };
}

/** As most people have it: only the agent can use the key. */
async function agentWith(directory: string, key: string): Promise<Agent> {
  const agent = await startAgent(directory);
  agent.add(key);
  const changed = spawnSync("ssh-keygen", ["-q", "-p", "-P", "", "-N", "a passphrase", "-f", key]);
  if (changed.status !== 0) throw new Error(`ssh-keygen: ${changed.stderr}`);
  return agent;
}

/** Files of the system that the user's processes see otherwise: pairs of what is seen and where. */
function systemFiles(
  directory: string,
  file: UserHome["file"],
  { hosts = "", own = [] }: HomeOptions,
): string[] {
  const uid = UNSHARE.includes("-r") ? 0 : userInfo().uid;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map((fields) => (fields[2] === `${uid}` ? fields.with(5, directory) : fields).join(":"));
  const names = `${readFileSync("/etc/hosts", "utf8").trimEnd()}\n${hosts}`;
  for (const folder of own) mkdirSync(join(directory, SYSTEM, folder), { recursive: true, mode: 0o755 });
  return [
    ...own.flatMap((folder) => [join(directory, SYSTEM, folder), folder]),
    ...[file(`${SYSTEM}/passwd`, users.join("\n")), "/etc/passwd"],
    ...[file(`${SYSTEM}/hosts`, names), "/etc/hosts"],
    // What this machine says of ssh is not the user's.
    ...(existsSync(SYSTEM_CONFIG) ? [file(`${SYSTEM}/ssh_config`, ""), SYSTEM_CONFIG] : []),
  ];
}

const environmentOf = (directory: string, agent: Agent | undefined): NodeJS.ProcessEnv => ({
  PATH: `${join(directory, "bin")}:${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
  HOME: directory,
  TMPDIR: join(directory, "tmp"),
  LANG: "C.UTF-8",
  ...(agent && { SSH_AUTH_SOCK: agent.socket }),
});

function startLine(line: string, cwd: string, mounts: readonly string[], env: NodeJS.ProcessEnv) {
  const inside = ["sh", "-c", ELSEWHERE, "sh", ...mounts, "--", "bash", "-c", line];
  const child = spawn("unshare", [...UNSHARE, ...inside], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].on("data", (chunk) => {
      written[name] += chunk;
    });
  const ended = once(child, "close").then(
    ([code, signal]) => ({ code: code ?? signal, ...written }) as Ended,
  );
  return { child, ended };
}
