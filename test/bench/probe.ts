/** Preloaded into the program that is measured (`node --import`): says at its end what only the process itself knows. */
import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

export interface ProbeReport {
  /** The longest time for which the event loop did not turn, milliseconds. */
  longestHoldMs: number;
  /** The largest resident set of the process, MiB. */
  peakMemoryMb: number;
}

const RESOLUTION_MS = 5;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

process.on("exit", () => {
  const report: ProbeReport = {
    // From tick to tick: an idle loop shows the resolution itself.
    longestHoldMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS),
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
  };
  writeFileSync(process.env.BENCH_PROBE as string, JSON.stringify(report));
});
