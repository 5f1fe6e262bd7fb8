import { expect } from "vitest";

/** Milliseconds of this process alone, whatever else the machine does: the less of two runs. */
export function cost(act: () => void): number {
  const once = () => {
    const before = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  return Math.min(once(), once());
}

/** What is that fast may grow as it likes. */
const FAST_MS = 150;

/**
 * Expects that four times the input takes about four times as long; what looks at all of it for each piece takes
 * sixteen times. `size` makes a wrong one slow, and a right one not.
 */
export function expectLinear(act: (size: number) => void, size = 25_000): void {
  const small = cost(() => act(size));
  const large = cost(() => act(size * 4));
  expect(large, `${Math.round(small)} ms, then ${Math.round(large)} ms`).toBeLessThan(
    Math.max(FAST_MS, small * 9),
  );
}
