import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DemoFleet, startDemoFleet } from "../../src/demo/fleet.js";
import { PROGRAM } from "./program.js";

/** The demo's servers, one host that refuses connections and one that never says a word, for the built program. */
export interface NightlyWorld {
  directory: string;
  /** Path of a file of that content. */
  file(name: string, content: string): string;
  /** The inventory of all hosts. */
  inventory: string;
  start(words: readonly string[], env?: NodeJS.ProcessEnv): Started;
  run(words: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended>;
  close(): Promise<void>;
}

interface Started {
  child: ChildProcess;
  /** What it has written so far. */
  written: { stdout: string; stderr: string };
  ended: Promise<Ended>;
}

export interface Ended {
  /** The exit code, or the name of the signal. */
  code: number | string | null;
  stdout: string;
  stderr: string;
}

/** An inventory line for each host of the demo. */
function linesOf({ hosts }: DemoFleet): string[] {
  return hosts.map(({ identity, target }) => {
    const { address, port, identityFiles, knownHosts } = target;
    return `  ${identity.name}: { address: ${address}, port: ${port}, identity_file: ${identityFiles[0]}, known_hosts: ${knownHosts[0]} }`;
  });
}

export async function startNightlyWorld(): Promise<NightlyWorld> {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
  const fleet = await startDemoFleet();
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => sockets.add(socket.on("error", () => {}))).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as { port: number };
  const file = (name: string, content: string) => {
    writeFileSync(join(directory, name), content, { mode: 0o600 });
    return join(directory, name);
  };
  const reach = `identity_file: ${fleet.hosts[0]?.target.identityFiles[0]}, connect_timeout: 60s, deadline: 60s`;
  const hosts = [
    ...linesOf(fleet),
    `  refusing: { address: 127.0.0.1, port: 1, ${reach} }`,
    `  silent: { address: 127.0.0.1, port: ${port}, ${reach} }`,
  ];
  const start = (words: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    startProgram(directory, words, env);
  return {
    directory,
    file,
    inventory: file("all.yaml", `defaults: { user: audit, agent: false }\nhosts:\n${hosts.join("\n")}\n`),
    start,
    run: (words, env) => start(words, env).ended,
    close: async () => {
      fleet.close();
      silent.close();
      for (const socket of sockets) socket.destroy();
      rmSync(directory, { recursive: true });
    },
  };
}

function startProgram(directory: string, words: readonly string[], env: NodeJS.ProcessEnv): Started {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    cwd: directory,
    env: { PATH: process.env.PATH, HOME: directory, TMPDIR: directory, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].on("data", (chunk) => {
      written[name] += chunk;
    });
  const ended = once(child, "close").then(([code, signal]) => ({ code: code ?? signal, ...written }));
  return { child, written, ended };
}

export type LogLine = Record<string, unknown> & { event: string };

/** The lines of a log; throws for one that is not JSON. */
export const linesOfLog = (text: string): LogLine[] =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as LogLine);

export const readLog = (file: string): LogLine[] => linesOfLog(readFileSync(file, "utf8"));
