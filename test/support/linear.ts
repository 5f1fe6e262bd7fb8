import { expect } from "vitest";

/** Milliseconds of CPU of this process alone, which no other test file shares, whatever else the machine does. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

function once(act: () => void): number {
  const before = cpu();
  act();
  return cpu() - before;
}

async function onceAwaited(act: () => unknown): Promise<number> {
  const before = cpu();
  await act();
  return cpu() - before;
}

/** Milliseconds of CPU: the less of two runs. */
export const cost = (act: () => void): number => Math.min(once(act), once(act));
const costAwaited = async (act: () => unknown) => Math.min(await onceAwaited(act), await onceAwaited(act));

const WORDS = Array.from({ length: 20_000 }, (_, at) => `host${(at * 7919) % 20_000}`);
const workAlwaysTheSame = () => WORDS.map((word) => word.replace(/\d/g, "x$&")).sort().length;

/** What that work costs on the machine on which the limits of the tests were found. */
const USUAL_MS = 25;

let measured: number | undefined;
/** How many times slower this machine is, at least 1: limits in milliseconds are those of the usual one. */
function slowness(): number {
  measured ??= Math.max(1, cost(workAlwaysTheSame) / USUAL_MS);
  return measured;
}

/** What is too slow is measured again: a collection of garbage is no fault, and a real one stays. */
const ATTEMPTS = 3;

/** Expects that it costs this process no more CPU than so many milliseconds of the usual machine. */
export async function expectCheap(act: () => unknown, limitMs: number): Promise<void> {
  const limit = limitMs * slowness();
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS && least > limit; attempt += 1)
    least = Math.min(least, await onceAwaited(act));
  expect(least, "milliseconds of CPU").toBeLessThanOrEqual(limit);
}

/** What is that fast may grow as it likes. */
const FAST_MS = 150;

/**
 * Expects that four times the input takes about four times as long; what looks at all of it for each piece takes
 * sixteen times. `size` makes a wrong one slow, and a right one not. The large one comes first: what is compiled
 * meanwhile is so for both.
 */
export function expectLinear(act: (size: number) => void, size = 25_000): void {
  for (let attempt = 1; ; attempt += 1) {
    const large = cost(() => act(size * 4));
    const small = cost(() => act(size));
    if (isLinear(small, large, attempt)) return;
  }
}

/** The same of what is waited for. */
export async function expectLinearly(act: (size: number) => Promise<void>, size: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const large = await costAwaited(() => act(size * 4));
    const small = await costAwaited(() => act(size));
    if (isLinear(small, large, attempt)) return;
  }
}

/** Throws for what is not so in the last attempt either. */
function isLinear(small: number, large: number, attempt: number): boolean {
  const limit = Math.max(FAST_MS * slowness(), small * 9);
  if (attempt === ATTEMPTS)
    expect(large, `${Math.round(small)} ms, then ${Math.round(large)} ms`).toBeLessThanOrEqual(limit);
  return large <= limit;
}
