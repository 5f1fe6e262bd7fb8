import dns from "node:dns";
import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Limit } from "../../../src/transport/limit.js";
import { connect } from "../../../src/transport/ssh2/connect.js";
import { failureOf, target } from "../../support/world.js";

/** Names have these addresses. */
const resolveTo = (...addresses: string[]) =>
  vi.spyOn(dns, "lookup").mockImplementation(((...words: unknown[]) => {
    const done = words.at(-1) as (error: null, found: { address: string; family: number }[]) => void;
    done(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );
  }) as unknown as typeof dns.lookup);

describe("connect", () => {
  let server: Server;
  let port: number;
  const limits: Limit[] = [];

  beforeEach(async () => {
    server = createServer((socket) => socket.on("error", () => {})).listen(0, "127.0.0.2");
    await new Promise((resolve) => server.once("listening", resolve));
    port = (server.address() as { port: number }).port;
  });
  afterEach(() => {
    server.close();
    vi.restoreAllMocks();
    for (const limit of limits.splice(0)) limit.release();
  });

  const to = (more = {}, milliseconds = 3_600_000) => {
    const limit = new Limit(new AbortController().signal, milliseconds);
    limits.push(limit);
    return connect(target(port, { address: "web.test", ...more }), limit);
  };

  it("takes the address that answers, wherever it stands in the list", async () => {
    for (const addresses of [
      ["127.0.0.2", "127.0.0.1"],
      ["127.0.0.1", "127.0.0.2"],
      ["127.0.0.1", "127.0.0.3", "127.0.0.2"],
    ]) {
      resolveTo(...addresses);
      const socket = await to();
      expect(socket.remoteAddress).toBe("127.0.0.2");
      socket.destroy();
    }
  });

  it("names every address that was tried, and what each said", async () => {
    resolveTo("127.0.0.1", "127.0.0.3");
    const error = await failureOf(to());
    expect(error).toMatchObject({ stage: "dial", code: "refused" });
    expect(error.message).toMatch(/\(127\.0\.0\.1: refused, 127\.0\.0\.3: refused\)/);
  });

  it("dials from the own address that is wanted, and by the family that is wanted", async () => {
    resolveTo("127.0.0.2");
    const socket = await to({ bindAddress: "127.0.0.7" });
    expect(socket.localAddress).toBe("127.0.0.7");
    socket.destroy();
    expect(await failureOf(to({ address: "127.0.0.2", addressFamily: 6 }))).toMatchObject({ code: "dns" });
    expect((await failureOf(to({ address: "::1", addressFamily: 4 }))).message).toContain(
      "no IPv4 address for ::1",
    );
  });
});
