import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "./measure.js";

const EVERY_MS = 50;

/**
 * The most memory that a command and all that it starts hold at one time, MiB: the sum of the proportional set sizes,
 * in which what processes share counts once. Sampled: to be run apart from what measures time.
 */
export async function peakMemory({ words: [program = "", ...words], env, input, output }: Command) {
  const files = [openSync(input ?? "/dev/null", "r"), openSync(output ?? "/dev/null", "w")] as const;
  const child = spawn(program, words, { env, stdio: [...files, "ignore"] });
  for (const file of files) closeSync(file);
  const ended = once(child, "exit");
  let over = false;
  void ended.then(() => {
    over = true;
  });
  let peakKb = 0;
  while (!over) {
    peakKb = Math.max(peakKb, memoryOf(treeOf(child.pid ?? 0)));
    await Promise.race([sleep(EVERY_MS), ended]);
  }
  return peakKb / 1024;
}

/** A process and all its descendants, as far as they are there. */
function treeOf(pid: number): number[] {
  const children = listed(`/proc/${pid}/task`).flatMap((task) =>
    contentOf(`/proc/${pid}/task/${task}/children`).trim().split(" ").filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(treeOf)];
}

const memoryOf = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + pssOf(contentOf(`/proc/${pid}/smaps_rollup`)), 0);

const pssOf = (rollup: string) => Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // it has ended in the meantime
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
