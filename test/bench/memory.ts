import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, startClient } from "./start-client.js";

/** Some clients have served a few hosts in 50 ms. */
const EVERY_MS = 10;

/**
 * The most memory that a command and all that it starts hold at one time, MiB. What its processes share counts once,
 * and what they share with others counts whole: a server that runs the same program makes no client smaller. Sampled:
 * to be run apart from what measures time.
 */
export async function peakMemory(command: Command): Promise<number> {
  const child = startClient(command);
  child.stderr?.resume();
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

/** Kilobytes. */
function memoryOf(pids: readonly number[]): number {
  const own = pids.reduce((sum, pid) => sum + anonymousOf(contentOf(`/proc/${pid}/smaps_rollup`)), 0);
  const files = new Map<string, number>();
  for (const [mapping, size] of pids.flatMap((pid) => mappedFiles(contentOf(`/proc/${pid}/smaps`))))
    files.set(mapping, Math.max(size, files.get(mapping) ?? 0));
  return [...files.values()].reduce((sum, size) => sum + size, own);
}

/** Proportional: what forked processes have not written to since, they share. */
const anonymousOf = (rollup: string) => Number(/^Pss_Anon:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);

const MAPPING = /^[0-9a-f]+-[0-9a-f]+ \S+ (\S+ \S+ \S+) +(\/.*)\n(?:(?![0-9a-f]+-).*\n)*/gm;

/** The parts of files that are in memory, by file and offset. */
export const mappedFiles = (smaps: string): [mapping: string, kilobytes: number][] =>
  [...smaps.matchAll(MAPPING)].map(([fields, place, path]) => [
    `${place} ${path}`,
    fieldOf(fields, "Rss") - fieldOf(fields, "Anonymous"),
  ]);

const fieldOf = (fields: string, name: string) =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(fields)?.[1] ?? 0);

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
