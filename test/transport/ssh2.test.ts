import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2 from "ssh2";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { TransportError } from "../../src/errors.js";
import type { Session, Target } from "../../src/transport/session.js";
import { createSsh2Transport } from "../../src/transport/ssh2.js";
import {
  HOST_KEY,
  proxyTo,
  rawServer,
  type SshServerOptions,
  sshServer,
  type TestServer,
  USER_KEY,
} from "./servers.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
const file = (name: string, content: string) => {
  writeFileSync(join(directory, name), content, { mode: 0o600 });
  return join(directory, name);
};
const identity = file("id", USER_KEY.private);

const servers: TestServer[] = [];
const sessions: Session[] = [];
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.close()));
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => rmSync(directory, { recursive: true }));

const started = async (server: Promise<TestServer>) => {
  servers.push(await server);
  return server;
};
const serve = (options: SshServerOptions = {}) => started(sshServer(options));

let files = 0;
const knownHosts = (port: number, key = HOST_KEY.public) =>
  file(`known-${++files}`, `[127.0.0.1]:${port} ${key}\n`);

const target = (port: number, more: Partial<Target> = {}): Target => ({
  name: "host",
  address: "127.0.0.1",
  port,
  user: "audit",
  identityFiles: [identity],
  agent: false,
  knownHosts: [knownHosts(port)],
  hostKeys: "strict",
  connectTimeoutMs: 1500,
  deadlineMs: 5000,
  algorithms: "modern",
  ...more,
});

async function open(
  to: Target,
  environment: NodeJS.ProcessEnv = {},
  signal = new AbortController().signal,
): Promise<Session> {
  const session = await createSsh2Transport({ environment }).open(to, { signal });
  sessions.push(session);
  return session;
}

const failure = async (to: Target, environment: NodeJS.ProcessEnv = {}): Promise<TransportError> => {
  const error = await open(to, environment).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TransportError);
  return error as TransportError;
};

async function run(session: Session, limits: { maxStdout?: number } = {}) {
  let stdout = "";
  let stderr = "";
  const result = await session.exec({
    command: "sh -s",
    stdin: "script",
    maxStdout: limits.maxStdout ?? 1 << 20,
    maxStderr: 1 << 20,
    onStdout: (chunk) => {
      stdout += Buffer.from(chunk).toString();
    },
    onStderr: (chunk) => {
      stderr += Buffer.from(chunk).toString();
    },
  });
  return { ...result, stdout, stderr };
}

const echo: NonNullable<SshServerOptions["exec"]> = (channel) => {
  channel.once("data", (chunk: Buffer) => {
    channel.write(`got ${chunk}`);
    channel.stderr.write("and an error");
    channel.exit(7);
    channel.end();
  });
};

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
    const session = await open(target(server.port), {}, deadline.signal);
    setTimeout(() => deadline.abort(), 100);
    const began = Date.now();
    await expect(run(session)).rejects.toBeInstanceOf(TransportError);
    expect(Date.now() - began).toBeLessThan(1500);
  });
});

describe("host keys", () => {
  const other = ssh2.utils.generateKeyPairSync("ed25519");

  it.each([
    ["unknown", (port: number) => file(`none-${port}`, ""), "hostkey-unknown", /ssh-keyscan -p/],
    [
      "changed",
      (port: number) => knownHosts(port, other.public),
      "hostkey-changed",
      /ssh-keygen -R '\[127\.0\.0\.1\]:\d+'/,
    ],
    [
      "revoked",
      (port: number) =>
        file(`rev-${port}`, `@revoked * ${HOST_KEY.public}\n[127.0.0.1]:${port} ${HOST_KEY.public}\n`),
      "hostkey-revoked",
      /do not connect/,
    ],
  ])("refuses a key that is %s, before any login", async (_name, known, code, hint) => {
    const server = await serve();
    const error = await failure(target(server.port, { knownHosts: [known(server.port)] }));
    expect(error).toMatchObject({ stage: "hostkey", code, retryable: false });
    expect(error.hint).toMatch(hint);
    expect(error.message).toContain("SHA256:");
    expect(server.attempts).toEqual([]);
  });

  it("stores a new key only after a handshake that proved it", async () => {
    const server = await serve({ exec: echo });
    const store = join(directory, "fresh", "known_hosts");
    await open(target(server.port, { knownHosts: [store], hostKeys: "accept-new" }));
    const words = HOST_KEY.public.trim().split(" ");
    expect(readFileSync(store, "utf8")).toBe(`[127.0.0.1]:${server.port} ${words[0]} ${words[1]}\n`);
    const changed = file(
      "changed",
      readFileSync(store, "utf8").replace(words[1] ?? "", other.public.split(" ")[1] ?? ""),
    );
    expect(
      await failure(target(server.port, { knownHosts: [changed], hostKeys: "accept-new" })),
    ).toMatchObject({ code: "hostkey-changed" });
  });
});

describe("login", () => {
  const encrypted = (passphrase: string) => {
    const path = file("encrypted", USER_KEY.private);
    expect(spawnSync("ssh-keygen", ["-q", "-p", "-P", "", "-N", passphrase, "-f", path]).status).toBe(0);
    return path;
  };

  it("opens an encrypted key with its passphrase, by reference", async () => {
    const server = await serve();
    const to = target(server.port, {
      identityFiles: [encrypted("correct horse")],
      passphrase: { env: "KEY_SECRET" },
    });
    await open(to, { KEY_SECRET: "correct horse" });
    const error = await failure(
      { ...to, identityFiles: [encrypted("correct horse")] },
      { KEY_SECRET: "wrong battery" },
    );
    expect(error).toMatchObject({ stage: "auth", code: "auth-failed" });
    expect(JSON.stringify(error) + error.message + error.stack).not.toContain("wrong battery");
  });

  it("logs in with a password, and answers keyboard-interactive with it", async () => {
    const server = await serve({ password: "s3cret!" });
    const to = target(server.port, { identityFiles: [], password: { command: "printf 's3cret!\\n'" } });
    await open(to);
    expect(server.attempts).toContain("password");
  });

  it("is refused once, and not tried again", async () => {
    const server = await serve();
    const wrong = file("wrong", ssh2.utils.generateKeyPairSync("ed25519").private);
    const error = await failure(target(server.port, { identityFiles: [wrong] }));
    expect(error).toMatchObject({ stage: "auth", code: "auth-failed", retryable: false });
    expect(server.connections).toBe(1);
  });

  it("names the reference of a secret that is not there, never its value", async () => {
    const server = await serve();
    const error = await failure(target(server.port, { password: { env: "NO_SUCH_SECRET" } }));
    expect(error).toMatchObject({ stage: "secret", code: "secret-unavailable" });
    expect(error.message).toContain("NO_SUCH_SECRET");
    expect(server.connections).toBe(0);
  });
});

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
});

describe("servers that misbehave", () => {
  const within = async (to: Target, milliseconds = 3000) => {
    const began = Date.now();
    const error = await failure(to);
    expect(Date.now() - began).toBeLessThan(milliseconds);
    return error;
  };
  const raw = (handle: (socket: Socket) => void) => started(rawServer(handle));

  it("mute after TCP", async () => {
    const { port } = await raw(() => {});
    expect(await within(target(port, { connectTimeoutMs: 300 }))).toMatchObject({
      stage: "ident",
      code: "timeout",
    });
  });

  it("mute after its identification", async () => {
    const { port } = await raw((socket) => socket.write("SSH-2.0-mute\r\n"));
    expect(await within(target(port, { connectTimeoutMs: 300 }))).toMatchObject({
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
    expect(await within(target(port))).toMatchObject({ stage: "ident", code: "not-ssh" });
  });

  it("endless words before its identification", async () => {
    const { port } = await raw((socket) => {
      const talk = () => {
        while (!socket.destroyed && socket.write("welcome ".repeat(1000)));
        socket.once("drain", talk);
      };
      talk();
    });
    expect(await within(target(port))).toMatchObject({ stage: "ident", code: "not-ssh" });
  });

  it("closing at once, as sshd does when it throttles: tried again, a few times", async () => {
    const server = await raw((socket) => socket.destroy());
    expect(await within(target(server.port, { connectTimeoutMs: 8000 }), 9000)).toMatchObject({
      retryable: true,
    });
    expect(server.connections).toBeGreaterThan(1);
    expect(server.connections).toBeLessThanOrEqual(4);
  });

  it("an identification in single bytes, which is allowed", async () => {
    const server = await serve();
    const slow = await started(
      proxyTo(server.port, async (socket, chunk, first) => {
        if (!first) return void socket.write(chunk);
        for (const byte of chunk) {
          socket.write(Buffer.from([byte]));
          await new Promise((wake) => setTimeout(wake, 2));
        }
      }),
    );
    const known = file("slow-known", `[127.0.0.1]:${slow.port} ${HOST_KEY.public}\n`);
    await open(target(slow.port, { knownHosts: [known] }));
  });

  it("a refused port", async () => {
    const server = await raw(() => {});
    server.close();
    expect(await within(target(server.port))).toMatchObject({ stage: "dial", code: "refused" });
  });

  it("a hostile text in its words: no control characters get through", async () => {
    const { port } = await raw((socket) => socket.end("\u001b[2J\u0007 I am not a server\r\n"));
    const { message } = await within(target(port));
    expect(message).toContain("I am not a server");
    expect([...message].every((character) => character >= " ")).toBe(true);
  });
});
