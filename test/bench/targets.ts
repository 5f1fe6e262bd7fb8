import type { GrowthRow } from "./growth.js";
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
}

export interface TargetFigures {
  startUpMs: number;
  judgingMsPerHost: number;
  growth: readonly GrowthRow[];
  latency: readonly LatencyRow[];
}

interface Target extends Omit<TargetRow, "measured" | "met"> {
  profiled?: Profiled;
  measure(figures: TargetFigures): number;
}

/** The hosts over which CPU is divided: enough for the start of the program to weigh little. */
const MANY = 1000;

const TARGETS: readonly Target[] = [
  {
    what: "client CPU per host without parsing (`collect`, 1,000 hosts)",
    ...{ atMost: 5, unit: "ms", profiled: "collect" },
    measure: ({ growth }) => many(growth, "collect").cpuMsPerHost,
  },
  {
    what: "CPU per host for parsing and judging",
    ...{ atMost: 2, unit: "ms", profiled: "report" },
    measure: ({ judgingMsPerHost }) => judgingMsPerHost,
  },
  {
    what: "from the start of the process to the first connection",
    ...{ atMost: 250, unit: "ms", profiled: "start-up" },
    measure: ({ startUpMs }) => startUpMs,
  },
  {
    what: "from TCP to the last byte",
    ...{ atMost: 6.5, unit: "round trips" },
    measure: ({ latency }) => slowest(latency).roundTrips,
  },
  {
    what: "peak memory of `collect`, 10,000 hosts",
    ...{ atMost: 300, unit: "MB", profiled: "collect" },
    measure: ({ growth }) => most(growth, "collect").peakMemoryMb,
  },
  {
    what: "peak memory of `run`, 10,000 hosts",
    ...{ atMost: 300, unit: "MB", profiled: "run" },
    measure: ({ growth }) => most(growth, "run").peakMemoryMb,
  },
  {
    what: "CPU per host of `run`, 10,000 hosts against 1,000",
    ...{ atMost: 1.25, unit: "times", profiled: "run" },
    measure: ({ growth }) => most(growth, "run").cpuMsPerHost / many(growth, "run").cpuMsPerHost,
  },
  {
    what: "longest time for which the event loop was held, 10 to 10,000 hosts",
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

export const judgeTargets = (figures: TargetFigures): TargetRow[] =>
  TARGETS.map(({ what, atMost, unit, measure }) => {
    const measured = rounded(measure(figures));
    return { what, atMost, measured, unit, met: measured <= atMost };
  });

/** What to profile for the targets that are not met. */
export const profilesFor = (rows: readonly TargetRow[]): Profiled[] => [
  ...new Set(
    TARGETS.flatMap(({ what, profiled }) =>
      profiled && rows.some((row) => row.what === what && !row.met) ? [profiled] : [],
    ),
  ),
];
