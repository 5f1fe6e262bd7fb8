import { TransportError } from "../base/errors.js";
import type { Opening } from "./session.js";

const TRIES = 4;
const FIRST_PAUSE_MS = 300;

/** Aborting `signal` ends the pauses, and the tries with them. */
export interface RetryOptions extends Opening {
  random?: () => number;
  sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Repeats what failed in a way that another dial may cure, four times in all. The pauses double, with a jitter of
 * one half up or down, so that a fleet does not come back all at once.
 */
export async function retrying<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { random = Math.random, sleep = pause, signal, onRetry } = options;
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isRetryable(error) || tries >= TRIES) throw error;
      await sleep(FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + random()), signal);
      if (signal.aborted) throw error;
      onRetry?.(error);
    }
  }
}

const isRetryable = (error: unknown): error is TransportError =>
  error instanceof TransportError && error.retryable;

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done, { once: true });
    if (signal.aborted) done();
  });
