import { spawn } from "node:child_process";
import type { Io } from "../io.js";

/**
 * Keeps this process, and those that it starts, from leaving a core when they crash: passwords and keys are in its
 * memory while it logs in. Node.js cannot lower a limit of its own; prlimit(1) of Linux lowers it for us. Where there
 * is none, nothing happens: there `ulimit -c 0` has to be said before.
 */
export function forbidCoreDumps({ env }: Pick<Io, "env">): void {
  // After the hosts have been dialled: starting a process takes ten milliseconds.
  setImmediate(() => lowerLimit(env));
}

function lowerLimit(env: Io["env"]): void {
  const child = spawn("prlimit", ["--pid", String(process.pid), "--core=0:0"], {
    stdio: "ignore",
    env: { PATH: env.PATH },
  });
  child.once("error", () => undefined);
  child.unref();
}
