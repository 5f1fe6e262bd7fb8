import type { Io } from "./io.js";

/** A terminal that is closed is no other end than Ctrl-C: what there is by then is written. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Interrupt {
  signal: AbortSignal;
  /** To be called when the run is over. */
  release(): void;
}

/** The first signal ends a run with what there is. The second one is not caught: it ends the process at once. */
export function interruptOf(io: Pick<Io, "on" | "off">): Interrupt {
  const controller = new AbortController();
  const release = () => {
    for (const name of SIGNALS) io.off(name, stop);
  };
  const stop = () => {
    release();
    controller.abort();
  };
  for (const name of SIGNALS) io.on(name, stop);
  return { signal: controller.signal, release };
}
