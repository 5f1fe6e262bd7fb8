import { vi } from "vitest";

/** Longer than anything takes that comes at all, on a machine that does much else: what a hang costs is a failed test. */
const PATIENCE_MS = 120_000;

/** Waits until it holds. Rejects when patience is over. */
export const until = (holds: () => boolean): Promise<void> =>
  vi.waitFor(
    () => {
      if (!holds()) throw new Error("it did not come in time");
    },
    { timeout: PATIENCE_MS, interval: 50 },
  );
