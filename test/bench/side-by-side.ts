import { type Measured, measure } from "./measure.js";
import { peakMemory } from "./memory.js";
import { median, medianRatio, rounded } from "./statistics.js";
import { countAnswers, emptyAnswers, type Task, TOOLS, type Tool, versionOf } from "./tools.js";
import type { World } from "./world.js";

/** One client; everything of it alone, the servers' own not counted. Ratios are to the first client. */
export interface SideRow {
  tool: string;
  wallSeconds: number;
  cpuMsPerHost: number;
  memoryMb: number;
  /** Medians over the repetitions, in each of which every client had its turn. */
  ratios: { wall: number; cpu: number; memory: number };
}

export interface Comparison {
  hosts: number;
  atATime: number;
  repetitions: number;
  rows: SideRow[];
}

export interface CompareOptions extends Task {
  repetitions: number;
  tell(line: string): void;
}

/** The clients take turns, time and again: what disturbs the machine meets them all. */
export async function compareTools(world: World, options: CompareOptions): Promise<Comparison> {
  const { hosts, atATime, repetitions, tell } = options;
  const tools = TOOLS.filter((tool) => versionOf(tool) !== undefined);
  const times = new Map(tools.map((tool): [Tool, Measured[]] => [tool, []]));
  for (let turn = 1; turn <= repetitions; turn += 1) {
    for (const tool of tools) {
      const measured = await timed(world, tool, options);
      times.get(tool)?.push(measured);
      tell(`${tool.name}, ${turn} of ${repetitions}: ${Math.round(measured.wallMs)} ms`);
    }
  }
  const memory = new Map<Tool, number>();
  for (const tool of tools) memory.set(tool, await remembered(world, tool, options));
  const rows = tools.map((tool) => rowOf(tool, { hosts: hosts.count, times, memory }));
  return { hosts: hosts.count, atATime, repetitions, rows };
}

async function timed(world: World, tool: Tool, options: CompareOptions): Promise<Measured> {
  emptyAnswers(world);
  const measured = await measure(tool.command(world, options));
  if (!tool.good.includes(measured.code)) throw new Error(`${tool.name}: exit ${measured.code}`);
  checkAnswers(world, tool, options);
  return measured;
}

async function remembered(world: World, tool: Tool, options: CompareOptions): Promise<number> {
  emptyAnswers(world);
  const peak = await peakMemory(tool.command(world, options));
  checkAnswers(world, tool, options);
  return peak;
}

/** A client that fails fast must not win. */
function checkAnswers(world: World, { name }: Tool, { hosts }: CompareOptions): void {
  const whole = countAnswers(world);
  if (whole !== hosts.count) throw new Error(`${name}: ${whole} of ${hosts.count} hosts have answered`);
}

interface Figures {
  hosts: number;
  times: ReadonlyMap<Tool, readonly Measured[]>;
  memory: ReadonlyMap<Tool, number>;
}

function rowOf(tool: Tool, { hosts, times, memory }: Figures): SideRow {
  const of = (each: Tool, key: "wallMs" | "cpuMs") => (times.get(each) ?? []).map((time) => time[key]);
  const first = [...times.keys()][0] as Tool;
  const ratio = (key: "wallMs" | "cpuMs") => rounded(medianRatio(of(tool, key), of(first, key)));
  const memoryOf = (each: Tool) => memory.get(each) ?? Number.NaN;
  return {
    tool: tool.name,
    wallSeconds: rounded(median(of(tool, "wallMs")) / 1000),
    cpuMsPerHost: rounded(median(of(tool, "cpuMs")) / hosts),
    memoryMb: rounded(memoryOf(tool)),
    ratios: {
      wall: ratio("wallMs"),
      cpu: ratio("cpuMs"),
      memory: rounded(memoryOf(tool) / memoryOf(first)),
    },
  };
}
