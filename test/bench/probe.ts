/** Preloaded into the program that is measured (`node --import`): says at its end what only the process itself knows. */
import { subscribe } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";

export interface ProbeReport {
  /** The longest time for which the event loop did not turn, milliseconds. */
  longestHoldMs: number;
  /** The same from the first connection to the end of the last one: while there are hosts that it keeps waiting. */
  connectedHoldMs: number;
  /** The largest resident set of the process, MiB. */
  peakMemoryMb: number;
}

const RESOLUTION_MS = 5;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

// From tick to tick: an idle loop shows the resolution itself.
const holdMs = () => Math.max(0, delay.max / 1e6 - RESOLUTION_MS);

let loadingMs: number | undefined;
let connectedMs = 0;

/** The measurement begins anew in the turn after the one that dials first: that one has loaded the inventory. */
function begin(): void {
  loadingMs = 0;
  setImmediate(() => {
    loadingMs = holdMs();
    delay.reset();
  });
}

subscribe("net.client.socket", (message) => {
  if (loadingMs === undefined) begin();
  (message as { socket: Socket }).socket.once("close", () => {
    connectedMs = holdMs();
  });
});

process.on("exit", () => {
  const report: ProbeReport = {
    longestHoldMs: Math.max(loadingMs ?? 0, holdMs()),
    connectedHoldMs: connectedMs,
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
  };
  writeFileSync(process.env.BENCH_PROBE as string, JSON.stringify(report));
});
