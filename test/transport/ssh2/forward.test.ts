import { describe, expect, it } from "vitest";
import { ForwardError } from "../../../src/base/errors.js";
import { forward } from "../../../src/transport/ssh2/forward.js";
import type { Link } from "../../../src/transport/ssh2/link.js";

const destination = { host: "127.0.0.1", port: 22 };

/** A connection that never answers; `failure` for one that is dead. */
const linkThat = (failure?: Error) =>
  ({
    client: { forwardOut: () => {} },
    allow: () => {},
    onFailure: (witness: (error: Error) => void) => {
      if (failure) witness(failure);
      return () => {};
    },
  }) as unknown as Link;

const failureOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

describe("a forwarded connection", () => {
  it("that is asked of a dead link fails with what that died of", async () => {
    const error = await failureOf(forward(linkThat(new Error("lost")), destination, 60_000));
    expect(error).toBeInstanceOf(ForwardError);
    expect(error).toMatchObject({ code: "failed", message: "lost" });
  });

  it("is waited for no longer than its host has time", async () => {
    const host = new AbortController();
    setTimeout(() => host.abort(), 20);
    const error = await failureOf(forward(linkThat(), destination, 3_600_000, host.signal));
    expect(error).toBeInstanceOf(ForwardError);
  });

  it("is not even asked for when that time is over already", async () => {
    const error = await failureOf(forward(linkThat(), destination, 60_000, AbortSignal.abort()));
    expect(error).toBeInstanceOf(ForwardError);
  });
});
