import { CONFINED_MB, type GrowthRow } from "./growth.js";
import type { LatencyRow } from "./latency.js";
import { rounded } from "./statistics.js";

/** The commands of which a profile says where the time goes. */
export type Profiled = "start-up" | "collect" | "report" | "run";

/** What the program is to keep to, and what was measured. */
export interface TargetRow {
  what: string;
  atMost: number;
  measured: number;
  /** `ms`, `MB`, or what is counted. */
  unit: string;
  met: boolean;
  /** The command whose profile says where it goes. */
  profiled?: Profiled;
}

export interface TargetFigures {
  startUpMs: number;
  judgingMsPerHost: number;
  growth: readonly GrowthRow[];
  /** Peak of `run` with the most hosts, in a heap without slack. */
  confinedMemoryMb: number;
  latency: readonly LatencyRow[];
}

interface Target extends Omit<TargetRow, "what" | "measured" | "met"> {
  what(figures: TargetFigures): string;
  measure(figures: TargetFigures): number;
}

/** The hosts over which CPU is divided: enough for the start of the program to weigh little. */
const MANY = 1000;

const TARGETS: readonly Target[] = [
  {
    what: ({ growth }) =>
      `client CPU per host without parsing (\`collect\`, ${hostsOf(most(growth, "collect"))})`,
    ...{ atMost: 5, unit: "ms", profiled: "collect" },
    measure: ({ growth }) => most(growth, "collect").cpuMsPerHost,
  },
  {
    what: () => "CPU per host for parsing and judging",
    ...{ atMost: 2, unit: "ms", profiled: "report" },
    measure: ({ judgingMsPerHost }) => judgingMsPerHost,
  },
  {
    what: () => "from the start of the process to the first connection",
    ...{ atMost: 250, unit: "ms", profiled: "start-up" },
    measure: ({ startUpMs }) => startUpMs,
  },
  {
    what: ({ latency }) => `from TCP to the last byte, ${slowest(latency).roundTripMs} ms away`,
    ...{ atMost: 6.5, unit: "round trips" },
    measure: ({ latency }) => slowest(latency).roundTrips,
  },
  {
    what: ({ growth }) => `peak memory of \`collect\`, ${hostsOf(most(growth, "collect"))}`,
    ...{ atMost: 300, unit: "MB", profiled: "collect" },
    measure: ({ growth }) => most(growth, "collect").peakMemoryMb,
  },
  {
    what: ({ growth }) => `peak memory of \`run\`, ${hostsOf(most(growth, "run"))}`,
    ...{ atMost: 300, unit: "MB", profiled: "run" },
    measure: ({ growth }) => most(growth, "run").peakMemoryMb,
  },
  {
    what: () => `the same with \`NODE_OPTIONS=--max-old-space-size=${CONFINED_MB}\``,
    ...{ atMost: 300, unit: "MB", profiled: "run" },
    measure: ({ confinedMemoryMb }) => confinedMemoryMb,
  },
  {
    what: ({ growth }) => {
      const [large, small] = [most(growth, "run"), many(growth, "run")];
      return `CPU per host of \`run\`, ${hostsOf(large)} against ${hostsOf(small)}`;
    },
    ...{ atMost: 1.25, unit: "times", profiled: "run" },
    measure: ({ growth }) => most(growth, "run").cpuMsPerHost / many(growth, "run").cpuMsPerHost,
  },
  {
    what: ({ growth }) =>
      `longest hold of the event loop while hosts are connected, up to ${hostsOf(most(growth, "run"))}`,
    ...{ atMost: 100, unit: "ms", profiled: "collect" },
    measure: ({ growth }) => Math.max(...growth.map(({ connectedHoldMs }) => connectedHoldMs)),
  },
  {
    what: ({ growth }) => `the same from start to end, up to ${hostsOf(most(growth, "run"))}`,
    ...{ atMost: 100, unit: "ms", profiled: "run" },
    measure: ({ growth }) => Math.max(...growth.map(({ longestHoldMs }) => longestHoldMs)),
  },
];

const of = (rows: readonly GrowthRow[], command: GrowthRow["command"]) =>
  rows.filter((row) => row.command === command);

/** The run of the most hosts. */
const most = (rows: readonly GrowthRow[], command: GrowthRow["command"]): GrowthRow =>
  of(rows, command).reduce((one, other) => (other.hosts > one.hosts ? other : one));

/** The run of 1,000 hosts, or in a quick run of the most below. */
const many = (rows: readonly GrowthRow[], command: GrowthRow["command"]): GrowthRow =>
  most(
    rows.filter(({ hosts }) => hosts <= MANY),
    command,
  );

/** Behind the slowest network what the machine itself takes counts least. */
const slowest = (rows: readonly LatencyRow[]): LatencyRow =>
  rows
    .filter(({ tool }) => tool.startsWith("wsgi-audit"))
    .reduce((one, other) => (other.roundTripMs > one.roundTripMs ? other : one));

const hostsOf = ({ hosts }: GrowthRow) => `${hosts.toLocaleString("en-US")} hosts`;

export const judgeTargets = (figures: TargetFigures): TargetRow[] =>
  TARGETS.map(({ what, measure, ...target }) => {
    const measured = rounded(measure(figures));
    return { what: what(figures), ...target, measured, met: measured <= target.atMost };
  });

/** What to profile for the targets that are not met. */
export const profilesFor = (rows: readonly TargetRow[]): Profiled[] => [
  ...new Set(rows.flatMap(({ profiled, met }) => (profiled && !met ? [profiled] : []))),
];
