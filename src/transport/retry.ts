import { TransportError } from "../errors.js";

const TRIES = 4;
const FIRST_PAUSE_MS = 300;

export interface RetryOptions {
  signal: AbortSignal;
  random?: () => number;
  sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Repeats what failed in a way that another dial may cure. The pauses double, with jitter, so that a fleet spreads. */
export async function retrying<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { random = Math.random, sleep = pause, signal } = options;
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const again = error instanceof TransportError && error.retryable && tries < TRIES && !signal.aborted;
      if (!again) throw error;
      await sleep(FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + random()), signal);
    }
  }
}

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done, { once: true });
  });
