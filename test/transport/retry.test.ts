import { describe, expect, it } from "vitest";
import { TransportError } from "../../src/base/errors.js";
import { retrying } from "../../src/transport/retry.js";

const throttled = new TransportError("ident", "throttled", "too many", undefined, true);

/** Runs with a clock that does not tick, and writes down the pauses. */
async function pausesOf(outcomes: (Error | string)[], random = 0.5, signal = new AbortController().signal) {
  const pauses: number[] = [];
  let tries = 0;
  const result = await retrying(
    async () => {
      const outcome = outcomes[tries++] ?? throttled;
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    {
      signal,
      random: () => random,
      sleep: async (milliseconds) => {
        pauses.push(milliseconds);
      },
    },
  ).catch((error: unknown) => error);
  return { pauses, tries, result };
}

describe("retrying", () => {
  it("does not sleep when there is nothing to repeat", async () => {
    expect(await pausesOf(["open"])).toEqual({ pauses: [], tries: 1, result: "open" });
  });

  it("dials again after a pause", async () => {
    expect(await pausesOf([throttled, "open"])).toEqual({ pauses: [300], tries: 2, result: "open" });
  });

  it("doubles its pauses, and gives up after four tries", async () => {
    expect(await pausesOf([])).toEqual({ pauses: [300, 600, 1200], tries: 4, result: throttled });
  });

  it.each([
    [0, [150, 300, 600]],
    [0.999, [449.7, 899.4, 1798.8]],
  ])("spreads them: random %s", async (random, expected) => {
    const { pauses } = await pausesOf([], random);
    expect(pauses.map((pause) => Math.round(pause * 10) / 10)).toEqual(expected);
  });

  it.each([
    new TransportError("auth", "auth-failed", "refused"),
    new TransportError("dial", "timeout", "no answer"),
    new TransportError("hostkey", "hostkey-changed", "changed"),
    new Error("a mistake of ours"),
  ])("never repeats %s", async (error) => {
    expect(await pausesOf([error])).toEqual({ pauses: [], tries: 1, result: error });
  });

  it("does not dial again for a caller that has gone, and tells what it knew", async () => {
    const { tries, result } = await pausesOf([], 0.5, AbortSignal.abort());
    expect({ tries, result }).toEqual({ tries: 1, result: throttled });
  });

  it("ends a real pause when its caller goes", async () => {
    const caller = new AbortController();
    setTimeout(() => caller.abort(), 20);
    const attempt = retrying(() => Promise.reject(throttled), {
      signal: caller.signal,
      random: () => 100_000,
    });
    await expect(attempt).rejects.toBe(throttled);
  });
});
