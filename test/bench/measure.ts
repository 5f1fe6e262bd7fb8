import { once } from "node:events";
import { type Command, startClient } from "./start-client.js";

export interface Measured {
  /** Milliseconds of wall clock. */
  wallMs: number;
  /** User and system CPU of the command and of all that it has started and waited for, milliseconds. */
  cpuMs: number;
  code: number;
}

/** bash's own clock: the only one that says milliseconds of CPU for a whole tree of processes. */
const TIMED = 'TIMEFORMAT="%3R %3U %3S"; time "$@" 2>/dev/null';

/** Runs a command and waits for it. */
export async function measure({ words, ...files }: Command): Promise<Measured> {
  const child = startClient({ words: ["bash", "-c", TIMED, "bash", ...words], ...files });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  const [code] = (await once(child, "close")) as [number | null];
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = said.trim().split(" ").map(Number);
  if (code === null || Number.isNaN(system)) throw new Error(`${words[0]} could not be measured: ${said}`);
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000, code };
}
