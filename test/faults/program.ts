import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { HOST_KEY } from "../support/servers.js";
import { directory, freshFile, identity } from "../support/world.js";
import { type Fault, PATIENT } from "./fault.js";

export const PROGRAM = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));
if (!existsSync(PROGRAM)) throw new Error("the built program is tested here: npm run build");

export interface Reachable extends Pick<Fault, "settings" | "hostKey"> {
  name: string;
  port: number;
}

/** An inventory with these hosts on loopback, and the known_hosts for them. */
export function inventoryOf(hosts: readonly Reachable[], more: Record<string, unknown> = {}): string {
  const known = hosts
    .filter(({ hostKey }) => hostKey !== null)
    .map(({ port, hostKey }) => `[127.0.0.1]:${port} ${hostKey ?? HOST_KEY.public}\n`);
  const defaults = {
    user: "audit",
    agent: false,
    containers: "never", // those of this machine are none of the tests'
    identity_file: identity,
    known_hosts: freshFile(known.join("")),
    ...PATIENT,
  };
  const entries = hosts.map(({ name, port, settings }) => [
    name,
    { address: "127.0.0.1", port, ...settings },
  ]);
  return freshFile(stringify({ defaults, hosts: Object.fromEntries(entries), ...more }));
}

export interface Ended {
  /** Null where a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  seconds: number;
}

export const ENVIRONMENT = { PATH: process.env.PATH, HOME: directory, TMPDIR: directory };

/** Empty for a stream that is not there, or that the test has closed. */
const textOf = (stream: Readable | null) => (stream ? text(stream).catch(() => "") : "");

/** Waits for a child that was spawned with pipes. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const began = Date.now();
  const exit = new Promise<Pick<Ended, "code" | "signal" | "seconds">>((resolve) =>
    child.once("exit", (code, signal) => resolve({ code, signal, seconds: (Date.now() - began) / 1000 })),
  );
  const [end, stdout, stderr] = await Promise.all([exit, textOf(child.stdout), textOf(child.stderr)]);
  return { ...end, stdout, stderr };
}

/** What the program prints as JSON about one host, as from the command line. */
export async function printedOf<T>(
  words: readonly string[],
  host: Reachable,
  env: NodeJS.ProcessEnv = {},
): Promise<T> {
  const { stdout, stderr } = await ended(
    startProgram([...words, "-i", inventoryOf([host]), "--no-ssh-config", "-f", "json"], env),
  );
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

/** The built program as a process of its own. */
export const startProgram = (
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd = process.cwd(),
): ChildProcess =>
  spawn(process.execPath, [PROGRAM, ...words], {
    cwd,
    env: { ...ENVIRONMENT, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
