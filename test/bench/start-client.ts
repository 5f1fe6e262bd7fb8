import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";

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

/** Starts a command in a process group of its own, which ends with the bench in any case. */
export function startClient({ words: [program = "", ...words], env, input, output }: Command): ChildProcess {
  const files = [openSync(input ?? "/dev/null", "r"), openSync(output ?? "/dev/null", "w")] as const;
  const child = spawn(program, words, { env, stdio: [...files, "pipe"], detached: true });
  for (const file of files) closeSync(file);
  const end = () => endGroup(child);
  const timer = setTimeout(end, LIMIT_MS);
  process.once("exit", end);
  child.once("close", () => {
    clearTimeout(timer);
    process.off("exit", end);
  });
  return child;
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid);
  } catch {
    // it has just ended by itself
  }
}
