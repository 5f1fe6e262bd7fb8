import { cpuUsage } from "node:process";
import type { Target } from "../session.js";

/** An audit takes the client a tenth of that, with the dearest exchange of keys as well. */
const LEAST_SECONDS = 1;
const MOST_SECONDS = 20;

/** What it took this program to begin says how fast the machine is; how much it has done since, does not. */
const { user, system } = cpuUsage();
const BEGINNING_SECONDS = (user + system) / 1e6;

/** A ProxyCommand of the user's inherits the limit, and may be a program that needs seconds to begin. */
const FOREIGN = 10;

/** Seconds of CPU that the system's client may take for a host. */
export function cpuSecondsOf({ needsOpenssh, given }: Target): number {
  const seconds = Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, Math.ceil(BEGINNING_SECONDS)));
  const words = [needsOpenssh, ...(given?.args ?? [])].join(" ");
  return /ProxyCommand/i.test(words) ? FOREIGN * seconds : seconds;
}
