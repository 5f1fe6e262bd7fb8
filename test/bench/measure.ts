import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";

export interface Measured {
  /** Milliseconds of wall clock. */
  wallMs: number;
  /** User and system CPU of the command and of all that it has started and waited for, milliseconds. */
  cpuMs: number;
  code: number;
}

export interface Command {
  words: readonly string[];
  env: NodeJS.ProcessEnv;
  /** File for standard output; thrown away by default. */
  output?: string;
  /** File for standard input; empty by default. */
  input?: string;
}

/** Longer than any measurement: a client that hangs ends the bench. */
const LIMIT_MS = 30 * 60_000;

/** bash's own clock: the only one that says milliseconds of CPU for a whole tree of processes. */
const TIMED = 'TIMEFORMAT="%3R %3U %3S"; time "$@" 2>/dev/null';

/** Runs a command and waits for it. */
export async function measure({ words, env, output, input }: Command): Promise<Measured> {
  const files = [openSync(input ?? "/dev/null", "r"), openSync(output ?? "/dev/null", "w")] as const;
  const child = spawn("bash", ["-c", TIMED, "bash", ...words], {
    env,
    stdio: [...files, "pipe"],
    timeout: LIMIT_MS,
  });
  for (const file of files) closeSync(file);
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  const [code] = (await once(child, "close")) as [number | null];
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = said.trim().split(" ").map(Number);
  if (code === null || Number.isNaN(system)) throw new Error(`${words[0]} could not be measured: ${said}`);
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000, code };
}
