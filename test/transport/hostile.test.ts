import { once } from "node:events";
import { readFileSync } from "node:fs";
import ssh2 from "ssh2";
import { describe, expect, it } from "vitest";
import { TransportError } from "../../src/base/errors.js";
import { clean, explainFailure, type Phase } from "../../src/transport/failures.js";
import { harden } from "../../src/transport/ssh2/hardening.js";
import { ANSWER } from "../../src/transport/ssh2/traffic.js";
import { generateKey, type Misbehaviour, USER_KEY } from "../support/servers.js";
import { failure, failureOf, freshFile, open, run, serve, target } from "../support/world.js";

/** Calls `act` until the connection is gone. */
function forever(socket: Misbehaviour["_sock"], act: () => void): void {
  if (socket.destroyed || !socket.writable) return;
  act();
  setImmediate(() => forever(socket, act));
}

describe("a hostile server", () => {
  it("that floods with banners is left", async () => {
    const server = await serve({
      onAuthentication: (_context, { _protocol, _sock }) => {
        forever(_sock, () => {
          _protocol._banner = "Welcome! ".repeat(3000);
          _protocol.serviceAccept("ssh-userauth");
        });
        return true;
      },
    });
    const identityFiles = Array.from({ length: 9 }, () => freshFile(generateKey().private));
    expect(await failure(target(server.port, { identityFiles }))).toMatchObject({
      stage: "auth",
      code: "abuse",
    });
  });

  it("that asks without end is left", async () => {
    const server = await serve({
      exec: (channel) => {
        const { _client } = channel as unknown as { _client: Misbehaviour };
        forever(_client._sock, () => {
          for (let pings = 0; pings < 500; pings += 1) _client._protocol.ping();
        });
      },
    });
    const error = await failureOf(run(await open(target(server.port))));
    expect(error).toMatchObject({ stage: "exec", code: "abuse" });
    expect(error.message).toContain("GLOBAL_REQUEST");
  });

  it("that exchanges keys without end is left", async () => {
    const server = await serve({
      onConnection: (connection) => {
        const again = () => connection.rekey(again);
        connection.once("ready", again);
      },
    });
    const error = await failureOf(run(await open(target(server.port))));
    expect(error).toMatchObject({ code: "abuse" });
    expect(error.message).toContain("exchanges keys");
  });

  it("that questions without end is left", async () => {
    const server = await serve({
      onAuthentication: (context, { _protocol, _sock }) => {
        if (context.method !== "keyboard-interactive") return false;
        forever(_sock, () => _protocol.authInfoReq("", "", [{ prompt: "Why? ", echo: false }]));
        return true;
      },
      methods: ["keyboard-interactive"],
    });
    const to = target(server.port, { identityFiles: [], password: { command: "echo because" } });
    expect(await failure(to)).toMatchObject({ stage: "auth", code: "abuse" });
  });

  it("that floods with honest output costs its caller the cap and no more", async () => {
    const server = await serve({
      exec: (channel) => {
        const { _client } = channel as unknown as { _client: Misbehaviour };
        forever(_client._sock, () => void channel.write(Buffer.alloc(32_000, 120)));
      },
    });
    const before = process.memoryUsage().rss;
    const session = await open(target(server.port));
    const result = await run(session, { maxStdout: 1_000_000 });
    expect(result).toMatchObject({ truncated: true });
    expect(result.stdout).toHaveLength(1_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });
});

describe("harden", () => {
  /** A stock client with a channel that nobody reads. */
  async function unread(guarded: boolean) {
    const server = await serve({
      exec: (channel) => {
        const { _client, outgoing } = channel as unknown as {
          _client: Misbehaviour;
          outgoing: { id: number };
        };
        // Odd sizes step over the zero that ssh2 looks for.
        for (let sent = 0; sent < 8_000_000; sent += 30_001)
          _client._protocol.channelData(outgoing.id, Buffer.alloc(30_001, 120));
        channel.exit(0);
        channel.close();
      },
    });
    const complaints: string[] = [];
    const client = new ssh2.Client();
    client.on("error", () => {});
    client.connect({ port: server.port, username: "audit", privateKey: USER_KEY.private });
    if (guarded)
      harden(client, (message) => {
        complaints.push(message);
        client.destroy();
      }).allow(ANSWER);
    await once(client, "ready");
    const channel = await new Promise<ssh2.ClientChannel>((resolve, reject) =>
      client.exec("true", (error, opened) => (error ? reject(error) : resolve(opened))),
    );
    await Promise.race([once(channel, "exit"), once(client, "close")]);
    client.destroy();
    return { complaints, buffered: channel.readableLength };
  }

  it("ends a server that ignores the window of a channel, which ssh2 itself buffers", async () => {
    expect((await unread(false)).buffered).toBeGreaterThan(4_000_000);
    const { complaints, buffered } = await unread(true);
    expect(complaints[0]).toContain("window");
    expect(buffered).toBeLessThanOrEqual(3 << 20);
  });

  it("fails where ssh2 is not built as it expects", () => {
    expect(() => harden({} as ssh2.Client, () => {})).toThrow("not the version of ssh2");
    const none = () => undefined;
    const hollow = {
      _protocol: {
        _handlers: {},
        service: none,
        authPK: none,
        parse: none,
        _packetRW: { read: { read: none } },
      },
      _chanMgr: { get: none },
      _sock: { on: none },
    };
    expect(() => harden(hollow as unknown as ssh2.Client, () => {})).toThrow("no handler CHANNEL_DATA");
  });

  it("is held to the one version of ssh2 that it was written for", () => {
    const { dependencies } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(dependencies.ssh2).toBe("1.17.0");
  });
});

describe("what a server says", () => {
  const explain = (error: Error, phase: Phase = "exec") =>
    explainFailure(error, {
      target: target(22),
      phase,
      serverOffer: undefined,
      loginFailure: () => new TransportError("auth", "auth-failed", "refused"),
    });
  const disconnect = (text: string) => Object.assign(new Error(text), { code: 11 });

  it("loses its control characters and its length", () => {
    const { message } = explain(disconnect(`\u001b[2J\u0007\u202e${"x".repeat(40_000)}`));
    expect(message.length).toBeLessThan(400);
    expect([...message].every((character) => character >= " " && character !== "\u202e")).toBe(true);
    expect(clean("a\r\n\tb")).toBe("a b");
  });

  it.each(["no matching cipher", "Connection lost before handshake", "All configured methods failed"])(
    "cannot pass for an error of our own: %s",
    (text) => {
      expect(explain(disconnect(text), "kex")).toMatchObject({ code: "reset", retryable: false });
    },
  );

  it("counts where it is about the login", () => {
    expect(explain(disconnect("Too many authentication failures"), "auth")).toMatchObject({
      code: "auth-failed",
    });
    expect(explain(disconnect("Too many authentication failures"), "kex")).toMatchObject({ code: "reset" });
  });
});
