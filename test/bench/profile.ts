import { readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";

/** The parts of V8's CPU profile that are read. */
interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  /** Microseconds before each sample. */
  timeDeltas: number[];
}

/** One function, and the share of the profile's time that was spent in itself. */
export interface Hotspot {
  what: string;
  share: number;
}

/** V8's own entry for time in which nothing ran. */
const IDLE = "(idle)";

/** The functions that took most of the time in which anything ran. */
export function hotspots(profile: CpuProfile, count: number): Hotspot[] {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  for (const [index, node] of profile.samples.entries()) {
    const name = names.get(node) ?? "?";
    times.set(name, (times.get(name) ?? 0) + (profile.timeDeltas[index] ?? 0));
  }
  times.delete(IDLE);
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .map(([what, time]) => ({ what, share: time / busy }))
    .sort((one, other) => other.share - one.share)
    .slice(0, count);
}

function nameOf({ functionName, url, lineNumber }: CpuProfile["nodes"][number]["callFrame"]): string {
  if (url === "") return functionName || "(native)";
  const file = /\b(?:dist|node_modules)\/.*/.exec(url)?.[0] ?? url;
  return `${functionName || "(anonymous)"} ${file}:${lineNumber + 1}`;
}

/** Options of Node.js that leave a profile in a folder. */
export const profiling = (folder: string) => ["--cpu-prof", "--cpu-prof-dir", folder];

/** Moves the one profile of a folder to a file, and reads it. */
export function takeProfile(folder: string, file: string): CpuProfile {
  const name = readdirSync(folder).find((each) => each.endsWith(".cpuprofile"));
  if (!name) throw new Error("the program has left no profile");
  renameSync(join(folder, name), file);
  return JSON.parse(readFileSync(file, "utf8")) as CpuProfile;
}
