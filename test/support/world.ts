import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, vi } from "vitest";
import type { Fleet } from "../../src/api/resolve-fleet.js";
import { TransportError } from "../../src/base/errors.js";
import { type FleetOptions, loadFleet } from "../../src/cli/options/fleet.js";
import { Unattended } from "../../src/cli/unattended/unattended.js";
import type { Session, Target, Transport } from "../../src/transport/session.js";
import { createSsh2Transport } from "../../src/transport/ssh2/ssh2.js";
import { createTransports } from "../../src/transport/transports.js";
import {
  HOST_KEY,
  rawServer,
  type SshServerOptions,
  sshServer,
  type TestServer,
  USER_KEY,
} from "./servers.js";

/** Files, servers and sessions of one test file, which it leaves behind in no case. */
export const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
const servers: TestServer[] = [];
const sessions: Session[] = [];
const transports: Transport[] = [];

afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.close()));
  for (const server of servers.splice(0)) server.close();
  await Promise.all(transports.splice(0).map((transport) => transport.close()));
});
afterAll(() => rmSync(directory, { recursive: true }));

export const file = (name: string, content: string) => {
  writeFileSync(join(directory, name), content, { mode: 0o600 });
  return join(directory, name);
};

let names = 0;
/** A file of that content under a name of its own: the transport keeps what it has read. */
export const freshFile = (content: string) => file(`file-${++names}`, content);

export const identity = file("id", USER_KEY.private);

export const started = async (server: Promise<TestServer>) => {
  servers.push(await server);
  return server;
};
export const serve = (options: SshServerOptions = {}) => started(sshServer(options));
export const raw = (handle: (socket: Socket) => void) => started(rawServer(handle));

export const knownHosts = (port: number, key = HOST_KEY.public) => freshFile(`[127.0.0.1]:${port} ${key}\n`);

/** Longer than a test may take: what has to come by itself, and waits for its time to be over, fails. */
const HOUR_MS = 3_600_000;

export const target = (port: number, more: Partial<Target> = {}): Target => ({
  name: "host",
  address: "127.0.0.1",
  port,
  user: "audit",
  identityFiles: [identity],
  agent: false,
  knownHosts: [knownHosts(port)],
  hostKeys: "strict",
  connectTimeoutMs: HOUR_MS,
  deadlineMs: HOUR_MS,
  algorithms: "modern",
  transport: "ssh2",
  ...more,
});

export interface OpenOptions {
  environment?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
  transport?: Transport;
}

export async function open(to: Target, options: OpenOptions = {}): Promise<Session> {
  const { environment = {}, signal = new AbortController().signal } = options;
  const { transport = createSsh2Transport({ environment }) } = options;
  const session = await transport.open(to, { signal });
  sessions.push(session);
  return session;
}

export const failureOf = async (promise: Promise<unknown>): Promise<TransportError> => {
  const error = await promise.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TransportError);
  return error as TransportError;
};

export const failure = (to: Target, options: OpenOptions = {}) => failureOf(open(to, options));

export interface Limits {
  maxStdout?: number;
  maxStderr?: number;
  command?: string;
  stdin?: string;
}

export async function run(session: Session, limits: Limits = {}) {
  let stdout = "";
  let stderr = "";
  const result = await session.exec({
    command: limits.command ?? "sh -s",
    stdin: limits.stdin ?? "script",
    maxStdout: limits.maxStdout ?? 1 << 20,
    maxStderr: limits.maxStderr ?? 1 << 20,
    onStdout: (chunk) => {
      stdout += Buffer.from(chunk).toString();
    },
    onStderr: (chunk) => {
      stderr += Buffer.from(chunk).toString();
    },
  });
  return { ...result, stdout, stderr };
}

/** Says what it was given, and exits with 7. */
export const echo: NonNullable<SshServerOptions["exec"]> = (channel) => {
  channel.once("data", (chunk: Buffer) => {
    channel.write(`got ${chunk}`);
    channel.stderr.write("and an error");
    channel.exit(7);
    channel.end();
  });
};

/** An environment without anything of the user's own. */
export const ENVIRONMENT = { PATH: process.env.PATH, XDG_CACHE_HOME: join(directory, "cache") };

export interface WayOptions extends Partial<Omit<FleetOptions, "sshConfig">> {
  env?: NodeJS.ProcessEnv;
}

/** An inventory as the program loads it, with the real `ssh -G` for an ssh_config. */
export async function loaded(inventory: string, sshConfig: string, options: WayOptions = {}): Promise<Fleet> {
  const { env = {}, ...more } = options;
  vi.stubEnv("HOME", directory);
  try {
    const files = { inventory: freshFile(inventory), sshConfig: freshFile(sshConfig) };
    const { stdout, stderr } = process;
    const system = {
      stdout,
      stderr,
      env: { ...ENVIRONMENT, ...env },
      words: ["hosts"],
      on: () => {},
      off: () => {},
    };
    return await loadFleet([], { ...files, ...more }, { ...system, run: new Unattended(system) });
  } finally {
    vi.unstubAllEnvs();
  }
}

/** A session with a host of an inventory, by the way that the program chooses; its first host by default. */
export async function reach(inventory: string, sshConfig = "", options: WayOptions & { host?: string } = {}) {
  const { host, ...more } = options;
  const fleet = await loaded(inventory, sshConfig, more);
  const found = fleet.hosts.find(({ identity }) => !host || identity.name === host);
  if (!found) throw new Error(`no host ${host}`);
  const transport = createTransports(fleet.run.reach);
  transports.push(transport);
  return open(found.target, { transport });
}
