import type { Environment } from "./environment.js";
import type { GrowthRow } from "./growth.js";
import type { LatencyRow } from "./latency.js";
import type { Results } from "./results.js";
import type { Comparison, SideRow } from "./side-by-side.js";
import type { TargetRow } from "./targets.js";

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const grouped = (value: number) => value.toLocaleString("en-US", { maximumSignificantDigits: 3 });

/** All tables of a run, in Markdown. */
export const formatResults = (results: Results): string =>
  [
    describe(results.environment),
    formatTargets(results.targets),
    caption(results.transport, "recorded hosts that answer at once"),
    formatComparison(results.transport, results.environment),
    keyExchange(results),
    caption(
      results.wholeAudit,
      "whole audits by a real sshd on the same machine, whose work takes most of the time",
    ),
    formatComparison(results.wholeAudit, results.environment),
    "One process of `wsgi-audit`, from few hosts to many:",
    formatGrowth(results.growth),
    "One host behind a slow network, from TCP being connected to the last byte:",
    formatLatency(results.latency),
  ].join("\n\n");

function describe({ date, node, cpu, cores, tools }: Environment): string {
  const missing = Object.keys(tools).filter((name) => tools[name] === null);
  const without = missing.length > 0 ? ` Not installed there: ${missing.join(", ")}.` : "";
  return `Measured on ${date} with Node.js ${node} on ${cores} cores of ${cpu}, which the servers share.${without}`;
}

const formatTargets = (rows: readonly TargetRow[]): string =>
  table(
    ["target", "at most", "measured", ""],
    rows.map(({ what, atMost, measured, unit, met }) => [
      what,
      `${atMost} ${unit}`,
      grouped(measured),
      met ? "met" : "**not met**",
    ]),
  );

const caption = ({ hosts, atATime, repetitions }: Comparison, what: string) =>
  `Hosts: ${hosts}, ${atATime} at a time, ${what}. Medians of ${repetitions}, in brackets the ratio to the first:`;

const formatComparison = ({ rows }: Comparison, { tools }: Environment): string =>
  table(
    ["client", "CPU per host, ms", "wall clock, s", "memory, MB"],
    rows.map((row) => [
      `${row.tool} ${tools[row.tool] ?? ""}`.trim(),
      withRatio(row, row.cpuMsPerHost, "cpu"),
      withRatio(row, row.wallSeconds, "wall"),
      withRatio(row, row.memoryMb, "memory"),
    ]),
  );

const withRatio = ({ ratios }: SideRow, value: number, key: keyof SideRow["ratios"]) =>
  `${grouped(value)} (${grouped(ratios[key])})`;

const keyExchange = ({ defaultKeyExchangeMs }: Results) =>
  `All of them with curve25519. With the key exchange that it prefers itself, \`ssh\` takes ${grouped(defaultKeyExchangeMs)} ms of CPU per host.`;

const formatGrowth = (rows: readonly GrowthRow[]): string =>
  table(
    [
      "command",
      "hosts",
      "wall clock, s",
      "CPU per host, ms",
      "peak memory, MB",
      "longest hold of the event loop, ms",
      "while hosts are connected, ms",
    ],
    rows.map((row) => [
      `\`${row.command}\``,
      row.hosts.toLocaleString("en-US"),
      ...[row.wallSeconds, row.cpuMsPerHost, row.peakMemoryMb, row.longestHoldMs, row.connectedHoldMs].map(
        grouped,
      ),
    ]),
  );

const formatLatency = (rows: readonly LatencyRow[]): string =>
  table(
    ["client", "round trip, ms", "last byte, ms", "round trips"],
    rows.map(({ tool, roundTripMs, lastByteMs, roundTrips }) => [
      tool,
      ...[roundTripMs, lastByteMs, roundTrips].map(grouped),
    ]),
  );
