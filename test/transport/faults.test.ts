import dns from "node:dns";
import { createConnection, type Socket } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { algorithmsFor } from "../../src/transport/algorithms.js";
import { HOST_KEY, proxyTo, rawServer, type SshServerOptions } from "../support/servers.js";
import { failure, file, open, raw, serve, started, target } from "../support/world.js";

describe("algorithms", () => {
  const old = {
    kex: ["diffie-hellman-group14-sha1"],
    serverHostKey: ["ssh-ed25519"],
  } as SshServerOptions["algorithms"];

  it("refuses an old server, says what would do, and does it only when told to", async () => {
    const server = await serve({ algorithms: old });
    const error = await failure(target(server.port));
    expect(error).toMatchObject({ stage: "kex", code: "no-common-algorithm" });
    expect(error.hint).toContain("algorithms: legacy");
    await open(target(server.port, { algorithms: "legacy" }));
  });

  const offering = (algorithms: object) => ({ algorithms: algorithms as SshServerOptions["algorithms"] });

  it.each([
    ["kex", { kex: ["diffie-hellman-group1-sha1"] }, /ancient/],
    [
      "kex",
      { kex: ["diffie-hellman-group-exchange-sha256"] },
      /group-exchange is served by transport: openssh only/,
    ],
    ["cipher", { cipher: ["aes128-cbc"] }, /legacy/],
    ["hmac", { hmac: ["hmac-md5"], cipher: ["aes128-ctr"] }, /ancient/],
    ["compression", { compress: ["zlib"] }, /none of them is served/],
  ])("says what the server offers where there is no common %s", async (_name, algorithms, hint) => {
    const server = await serve(offering(algorithms));
    const error = await failure(target(server.port));
    expect(error).toMatchObject({ stage: "kex", code: "no-common-algorithm", retryable: false });
    expect(error.message).toContain(Object.values(algorithms)[0]?.[0]);
    expect(error.hint).toMatch(hint);
    expect(server.connections).toBe(1);
  });

  it("never offers group-exchange or compression, in no profile", () => {
    for (const profile of ["modern", "legacy", "ancient"] as const) {
      const { kex, compress } = algorithmsFor(profile, ["ssh-rsa"]);
      expect(kex.filter((name) => name.includes("group-exchange"))).toEqual([]);
      expect(compress).toEqual(["none"]);
    }
  });
});

describe("servers that misbehave", () => {
  it("mute after TCP", async () => {
    const { port } = await raw(() => {});
    expect(await failure(target(port, { connectTimeoutMs: 1000 }))).toMatchObject({
      stage: "ident",
      code: "timeout",
    });
  });

  it("mute after its identification", async () => {
    const { port } = await raw((socket) => socket.write("SSH-2.0-mute\r\n"));
    expect(await failure(target(port, { connectTimeoutMs: 1000 }))).toMatchObject({
      stage: "kex",
      code: "timeout",
    });
  });

  it("a web server", async () => {
    const { port } = await raw((socket) =>
      socket
        .once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"))
        .write("HTTP/1.1 400 Bad Request\r\n\r\n"),
    );
    expect(await failure(target(port))).toMatchObject({ stage: "ident", code: "not-ssh" });
  });

  it("endless words before its identification", async () => {
    const { port } = await raw((socket) => {
      const talk = () => {
        while (!socket.destroyed && socket.write("welcome ".repeat(1000)));
        socket.once("drain", talk);
      };
      talk();
    });
    expect(await failure(target(port))).toMatchObject({ stage: "ident", code: "not-ssh" });
  });

  it("closing at once, as sshd does when it throttles: tried again, a few times", async () => {
    const server = await raw((socket) => socket.destroy());
    expect(await failure(target(server.port))).toMatchObject({
      retryable: true,
    });
    expect(server.connections).toBeGreaterThan(1);
    expect(server.connections).toBeLessThanOrEqual(4);
  });

  it("an identification in single bytes, which is allowed", async () => {
    const server = await serve();
    let before = Promise.resolve();
    const dribble = async (socket: Socket, chunk: Buffer) => {
      for (const byte of chunk) {
        socket.write(Buffer.from([byte]));
        await new Promise((wake) => setTimeout(wake, 2));
      }
    };
    const slow = await started(
      proxyTo(server.port, (socket, chunk, first) => {
        before = before.then(() => (first ? dribble(socket, chunk) : void socket.write(chunk)));
      }),
    );
    const known = file("slow-known", `[127.0.0.1]:${slow.port} ${HOST_KEY.public}\n`);
    await open(target(slow.port, { knownHosts: [known] }));
  });

  it("a refused port", async () => {
    const server = await raw(() => {});
    server.close();
    expect(await failure(target(server.port))).toMatchObject({ stage: "dial", code: "refused" });
  });

  it("a hostile text in its words: no control characters get through", async () => {
    const { port } = await raw((socket) => socket.end("\u001b[2J\u0007 I am not a server\r\n"));
    const { message } = await failure(target(port));
    expect(message).toContain("I am not a server");
    expect([...message].every((character) => character >= " ")).toBe(true);
  });

  it("a throttling sshd that says so, once: the second dial gets through", async () => {
    const server = await serve();
    let dials = 0;
    const gate = await started(
      rawServer((socket) => {
        dials += 1;
        if (dials === 1) return void socket.end("Exceeded MaxStartups\r\n");
        const upstream = createConnection(server.port, "127.0.0.1");
        socket.pipe(upstream).pipe(socket);
        upstream.on("error", () => {});
      }),
    );
    const known = file("gate-known", `[127.0.0.1]:${gate.port} ${HOST_KEY.public}\n`);
    await open(target(gate.port, { knownHosts: [known] }));
    expect(dials).toBe(2);
  });

  it("a server that shuts this address out: not asked again", async () => {
    const server = await raw((socket) => socket.end("Not allowed at this time\r\n"));
    const error = await failure(target(server.port));
    expect(error).toMatchObject({ stage: "ident", code: "throttled", retryable: false });
    expect(server.connections).toBe(1);
  });

  it("SSH 1", async () => {
    const { port } = await raw((socket) => socket.write("SSH-1.5-OpenSSH_3.9\r\n"));
    const error = await failure(target(port));
    expect(error).toMatchObject({ stage: "ident", code: "not-ssh", hint: "SSH 1 is not served" });
  });

  it("a name that does not resolve", async () => {
    const error = await failure(target(22, { address: "no-such-host.invalid" }));
    expect(error).toMatchObject({ stage: "resolve", code: "dns" });
  });

  it("a name server that does not answer: it is the name that is waited for", async () => {
    const lookup = vi.spyOn(dns, "lookup").mockImplementation((() => {}) as unknown as typeof dns.lookup);
    try {
      const error = await failure(target(22, { address: "slow.example", connectTimeoutMs: 200 }));
      expect(error).toMatchObject({ stage: "resolve", code: "timeout" });
    } finally {
      lookup.mockRestore();
    }
  });

  it("noise after its identification", async () => {
    const { port } = await raw((socket) => {
      socket.write("SSH-2.0-noise\r\n");
      socket.write(Buffer.alloc(4096, 0xa5));
    });
    expect(await failure(target(port))).toMatchObject({ stage: "kex", retryable: false });
  });

  it("a reset in the middle of its key exchange", async () => {
    const server = await raw((socket) => {
      socket.write("SSH-2.0-short\r\n");
      socket.once("data", () => socket.resetAndDestroy());
    });
    const error = await failure(target(server.port));
    expect(error).toMatchObject({ stage: "kex", code: "throttled" });
  });

  it("a reset during the login: not asked again", async () => {
    const server = await serve({
      onAuthentication: (_context, inside) => {
        inside._sock.resetAndDestroy();
        return true;
      },
    });
    expect(await failure(target(server.port))).toMatchObject({ stage: "auth", code: "reset" });
    expect(server.connections).toBe(1);
  });

  it("no answer to the login", async () => {
    const server = await serve({ onAuthentication: () => true });
    expect(await failure(target(server.port, { connectTimeoutMs: 3000 }))).toMatchObject({
      stage: "auth",
      code: "timeout",
    });
  });

  it.each([
    ["before anything is said", (reached: () => void) => raw(reached), "ident"],
    [
      "during the login",
      (reached: () => void) =>
        serve({
          onAuthentication: () => {
            reached();
            return true;
          },
        }),
      "auth",
    ],
  ])("is left at once when the caller ends it %s", async (_name, start, stage) => {
    const caller = new AbortController();
    // A little later: what the server has seen, the client has yet to wait for.
    const server = await start(() => void setTimeout(() => caller.abort(), 100));
    const error = await failure(target(server.port), { signal: caller.signal });
    expect(error).toMatchObject({ stage, code: "interrupted" });
  });

  it("is not even dialled when the caller has ended it already", async () => {
    const server = await raw(() => {});
    const error = await failure(target(server.port), { signal: AbortSignal.abort() });
    expect(error).toMatchObject({ code: "interrupted" });
    expect(server.connections).toBe(0);
  });
});
