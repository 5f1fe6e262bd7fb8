import fc from "fast-check";
import { Broken, holdUnpolluted } from "./invariants.js";
import type { Target } from "./target.js";
import { Watchdog } from "./watchdog.js";

/** What became of one target. */
export interface Row {
  target: string;
  inputs: number;
  slowestMs: number;
  /** How a fault is told, with its seed and the smallest input that shows it. */
  fault?: string;
}

/** Milliseconds of this process for one input, unless its target says otherwise. */
const WITHIN_MS = 250;
/** What takes that long does not end. */
const HANG_MS = 60_000;
/** How long a smaller input is looked for that shows the same. */
const SHRINKING_MS = 30_000;
/** Whoever waits for this process wants a sign of life. */
const BREATH_MS = 1_000;

/**
 * Runs one target over so many inputs. The same seed makes the same inputs. Never rejects for a fault;
 * a hang ends the process, and stands in the file `report`.
 */
export async function fuzz(target: Target, inputs: number, seed: number, report: string): Promise<Row> {
  const watchdog = new Watchdog(HANG_MS, report);
  const row: Row = { target: target.name, inputs: 0, slowestMs: 0 };
  let breath = performance.now();
  let brokenAt = Number.POSITIVE_INFINITY;
  const property = fc.asyncProperty(target.inputs, async (input) => {
    if (performance.now() - brokenAt > SHRINKING_MS) return;
    row.inputs += 1;
    try {
      row.slowestMs = Math.max(row.slowestMs, await once(target, input, watchdog));
    } catch (error) {
      brokenAt = Math.min(brokenAt, performance.now());
      throw error;
    }
    if (performance.now() - breath < BREATH_MS) return;
    await new Promise(setImmediate);
    breath = performance.now();
  });
  try {
    const details = await fc.check(property, { numRuns: inputs, seed, endOnFailure: false });
    row.inputs = details.numRuns;
    if (details.failed)
      row.fault = `${target.name}: ${reasonOf(details.errorInstance)}\n${fc.defaultReportMessage(details)}`;
  } finally {
    await watchdog.stop();
  }
  return row;
}

/** What broke; the stack only of what nobody foresaw. */
const reasonOf = (error: unknown): string =>
  error instanceof Broken
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);

/** Whatever else the machine does. */
function cost(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** One input. Whoever is slow is timed again: a collection of garbage is no fault. */
async function once(target: Target, input: unknown, watchdog: Watchdog): Promise<number> {
  const within = target.within ?? WITHIN_MS;
  watchdog.begin(`${target.name} ${fc.stringify(input)}`);
  let fastest = Number.POSITIVE_INFINITY;
  try {
    for (let attempt = 0; attempt < 3 && fastest > within; attempt += 1) {
      const before = cost();
      await target.run(input);
      fastest = Math.min(fastest, cost() - before);
    }
    holdUnpolluted();
  } finally {
    watchdog.end();
  }
  if (fastest > within) throw new Broken(`it takes ${Math.round(fastest)} ms, ${within} are allowed`);
  return fastest;
}
