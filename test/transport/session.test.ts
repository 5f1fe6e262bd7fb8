import { describe, expect, it } from "vitest";
import { TransportError } from "../../src/base/errors.js";
import type { Misbehaviour } from "../support/servers.js";
import { echo, failureOf, open, run, serve, target } from "../support/world.js";

describe("a session", () => {
  it("runs one command with its streams apart, and says what was negotiated", async () => {
    const server = await serve({ exec: echo });
    const session = await open(target(server.port));
    expect(await run(session)).toEqual({
      exit: { code: 7 },
      truncated: false,
      stdout: "got script",
      stderr: "and an error",
    });
    expect(session.connection).toMatchObject({ kex: "curve25519-sha256", hostKey: { type: "ssh-ed25519" } });
    expect(session.connection.hostKey?.fingerprint).toMatch(/^SHA256:[\w+/]{43}$/);
    expect(server.connections).toBe(1);
    expect(server.attempts).not.toContain("none");
  });

  it("leaves standard input open until it is closed", async () => {
    let ended = false;
    const server = await serve({
      exec: (channel) => {
        channel.on("end", () => {
          ended = true;
        });
        channel.once("data", () => setTimeout(() => channel.exit(0), 100));
      },
    });
    const session = await open(target(server.port));
    await run(session);
    expect(ended).toBe(false);
    await session.close();
    await session.close();
  });

  it("cuts output off at its limit and ends the connection", async () => {
    const server = await serve({
      exec: (channel) => {
        const pour = () => {
          while (!channel.destroyed && channel.write(Buffer.alloc(32_000, 120)));
          if (!channel.destroyed) channel.once("drain", pour);
        };
        pour();
      },
    });
    const result = await run(await open(target(server.port)), { maxStdout: 100_000 });
    expect(result.truncated).toBe(true);
    expect(result.stdout).toHaveLength(100_000);
  });

  it("says when the link breaks before the exit status", async () => {
    const server = await serve({
      exec: (channel) => (channel as unknown as { _client: { destroy?(): void; end(): void } })._client.end(),
    });
    const error = await run(await open(target(server.port))).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ stage: "exec", code: "reset" });
  });

  it("says when the server refuses the channel", async () => {
    const server = await serve({ exec: "refuse" });
    const error = await run(await open(target(server.port))).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ stage: "channel", code: "channel-refused" });
  });

  it("ends a command that is never answered when its host's time is over", async () => {
    const server = await serve({ exec: "ignore" });
    const deadline = new AbortController();
    const session = await open(target(server.port), { signal: deadline.signal });
    setTimeout(() => deadline.abort(), 100);
    await expect(run(session)).rejects.toBeInstanceOf(TransportError);
  });

  it("tells all that came before the link broke", async () => {
    let socket: Misbehaviour["_sock"] | undefined;
    const server = await serve({
      onConnection: (_connection, inside) => {
        socket = inside._sock;
      },
      exec: (channel) => {
        channel.write("half an ans");
        setTimeout(() => socket?.resetAndDestroy(), 50);
      },
    });
    const session = await open(target(server.port));
    let stdout = "";
    const error = await failureOf(
      session.exec({
        command: "sh -s",
        stdin: "",
        maxStdout: 100,
        maxStderr: 100,
        onStdout: (chunk) => {
          stdout += Buffer.from(chunk).toString();
        },
        onStderr: () => {},
      }),
    );
    expect(error).toMatchObject({ stage: "exec", code: "reset" });
    expect(stdout).toBe("half an ans");
  });

  it("takes the exit status though the link breaks right after it", async () => {
    let socket: Misbehaviour["_sock"] | undefined;
    const server = await serve({
      onConnection: (_connection, inside) => {
        socket = inside._sock;
      },
      exec: (channel) => {
        channel.exit(3);
        setTimeout(() => socket?.destroy(), 50);
      },
    });
    expect(await run(await open(target(server.port)))).toMatchObject({ exit: { code: 3 } });
  });

  it("does not take a channel that closes without an exit status for success", async () => {
    const server = await serve({ exec: (channel) => channel.close() });
    expect(await run(await open(target(server.port)))).toMatchObject({ exit: { unknown: true } });
  });

  it("names the signal that ended a command", async () => {
    const server = await serve({
      exec: (channel) => {
        channel.exit("KILL", false, "");
        channel.end();
      },
    });
    expect(await run(await open(target(server.port)))).toMatchObject({ exit: { signal: "SIGKILL" } });
  });

  it("waits for what a background child still prints, but not for ever", async () => {
    const server = await serve({
      exec: (channel) => {
        channel.exit(0);
        setTimeout(() => channel.write("late"), 100);
      },
    });
    expect(await run(await open(target(server.port)))).toMatchObject({ exit: { code: 0 }, stdout: "late" });
  });

  it("gives a server that starts no command no longer than a login", async () => {
    const server = await serve({ exec: "ignore" });
    const error = await failureOf(run(await open(target(server.port, { connectTimeoutMs: 3000 }))));
    expect(error).toMatchObject({ stage: "channel", code: "timeout" });
  });

  it("caps standard error by itself", async () => {
    const server = await serve({
      exec: (channel) => {
        channel.write("kept");
        channel.stderr.write("x".repeat(5000));
      },
    });
    const result = await run(await open(target(server.port)), { maxStderr: 1000 });
    expect(result).toMatchObject({ truncated: true, stdout: "kept" });
    expect(result.stderr).toHaveLength(1000);
  });

  it("takes exactly as much as its limit for complete", async () => {
    const server = await serve({
      exec: (channel) => {
        channel.write("12345");
        channel.exit(0);
        channel.end();
      },
    });
    expect(await run(await open(target(server.port)), { maxStdout: 5 })).toMatchObject({
      truncated: false,
      stdout: "12345",
    });
  });

  it("cannot run on a session that was closed", async () => {
    const server = await serve({ exec: echo });
    const session = await open(target(server.port));
    await session.close();
    expect(await failureOf(run(session))).toMatchObject({ code: "reset" });
  });

  it("closes in time though the server does not answer", async () => {
    let socket: Misbehaviour["_sock"] | undefined;
    const server = await serve({
      onConnection: (_connection, inside) => {
        socket = inside._sock;
      },
    });
    const session = await open(target(server.port));
    socket?.pause();
    await Promise.all([session.close(), session.close()]);
  });

  it("does not use ssh2's native addon", () => {
    const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
    expect(sharedObjects.length).toBeGreaterThan(0);
    expect(sharedObjects.filter((path) => /sshcrypto|cpufeatures/.test(path))).toEqual([]);
  });
});
