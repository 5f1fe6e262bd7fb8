import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { auditAll } from "./growth.js";
import { judge } from "./judging.js";
import { type Hotspot, hotspots, profiling, takeProfile } from "./profile.js";
import type { Server } from "./servers.js";
import type { Profiled } from "./targets.js";
import { type World, writeHosts } from "./world.js";

/** Where profiles stay, for `chrome://inspect` and the like; of the last run only. */
const KEPT = fileURLToPath(new URL("../../profiles/", import.meta.url));

const TOP = 12;

/** Runs a command once more with V8's profiler, and keeps the profile. Returns its file and its top entries. */
export async function profileCommand(
  world: World,
  server: Server,
  what: Profiled,
  hosts: number,
): Promise<{ file: string; top: Hotspot[] }> {
  const folder = world.path(`profile-${what}`);
  const node = profiling(folder);
  if (what === "report") await judge(world, hosts, { node });
  else {
    const count = what === "start-up" ? 1 : hosts;
    const command = what === "run" ? "run" : "collect";
    await auditAll(world, server, writeHosts(world, count, server.port, "audit"), command, { node });
  }
  mkdirSync(KEPT, { recursive: true });
  const file = `${KEPT}${what}.cpuprofile`;
  return { file, top: hotspots(takeProfile(folder, file), TOP) };
}
