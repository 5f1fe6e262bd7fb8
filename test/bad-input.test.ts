import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { ServerChannel } from "ssh2";
import { beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { checksFor } from "../src/checks/index.js";
import type { Io } from "../src/cli/io.js";
import { main } from "../src/cli/main.js";
import type { Audit, HostAudit, Transcript } from "../src/model.js";
import { frame } from "../src/script/frame.js";
import { readPlatforms } from "./fixtures/platforms.js";
import {
  generateKey,
  HOST_KEY,
  rawServer,
  type SshServerOptions,
  sshServer,
  type TestServer,
} from "./transport/servers.js";
import { directory, freshFile, identity } from "./transport/world.js";

const DEADLINE_S = 6;
/** Above the deadline: starting up, and the last host's close. */
const SLACK_S = 4;
const PASSWORD = "canary-8f1d2c";

const platforms = readPlatforms(
  checksFor({ probe: false })
    .filter(({ level }) => level === "installation")
    .map(({ id }) => id),
);
const transcriptOf = (platform: string): Transcript => {
  const found = platforms.find(({ name }) => name === platform)?.record.transcript;
  if (!found) throw new Error(`no fixture ${platform}`);
  return found;
};

type Answer = (channel: ServerChannel, nonce: string) => void;

/** A host that reads the script up to its nonce, and answers as it likes. */
const host = (answer: Answer): SshServerOptions => ({
  exec: (channel) => {
    let head = "";
    let answered = false;
    channel.on("error", () => {});
    channel.on("data", (chunk: Buffer) => {
      head += chunk.toString("latin1");
      const nonce = /^NONCE=([0-9a-f]+) /m.exec(head)?.[1];
      if (nonce && !answered) answer(channel, nonce);
      answered ||= nonce !== undefined;
    });
  },
});

const ending = (channel: ServerChannel, code: number) => {
  channel.exit(code);
  channel.end();
};

const answerWith =
  (transcript: Transcript): Answer =>
  (channel, nonce) => {
    channel.stderr.write(frame(transcript, "stderr", nonce));
    channel.write(frame(transcript, "stdout", nonce));
    ending(channel, 0);
  };

const half: Answer = (channel, nonce) => {
  const whole = frame(transcriptOf("alpine"), "stdout", nonce);
  channel.write(whole.subarray(0, whole.length / 2), () => channel.close());
};

/** The beginning of a real answer, then silence. */
const hangs: Answer = (channel, nonce) => {
  const whole = frame(transcriptOf("freebsd"), "stdout", nonce).toString();
  channel.write(whole.slice(0, whole.indexOf("begin library")));
};

const MEBIBYTE = Buffer.alloc(1 << 20, "x");
const floods: Answer = (channel) => {
  let sent = 0;
  const more = () => {
    if (sent++ < 100 && channel.writable) channel.write(MEBIBYTE, more);
  };
  more();
};

interface BadHost {
  server?: SshServerOptions | "mute" | "closed";
  /** Replaces settings of the inventory. */
  settings?: Record<string, unknown>;
  hostKey?: string | null;
  expect: { status: HostAudit["status"]; stage?: string; code?: string; hint?: RegExp };
}

const HOSTS: Record<string, BadHost> = {
  good: { server: host(answerWith(transcriptOf("sles-prefork"))), expect: { status: "ok" } },
  macos: { server: host(answerWith(transcriptOf("macos-homebrew"))), expect: { status: "ok" } },
  unknown: {
    settings: { address: "no-such-host.invalid" },
    expect: { status: "unreachable", stage: "resolve" },
  },
  refused: { server: "closed", expect: { status: "unreachable", stage: "dial", code: "refused" } },
  mute: { server: "mute", expect: { status: "unreachable", stage: "ident", code: "timeout" } },
  "key-changed": {
    server: host(answerWith(transcriptOf("alpine"))),
    hostKey: generateKey().public,
    expect: { status: "unreachable", stage: "hostkey", hint: /ssh-keygen -R/ },
  },
  "key-unknown": {
    server: host(answerWith(transcriptOf("alpine"))),
    hostKey: null,
    expect: { status: "unreachable", stage: "hostkey", hint: /ssh-keyscan|--accept-new/ },
  },
  "password-wrong": {
    server: { password: "right", methods: ["password"] },
    settings: { password: { env: "AUDIT_PASSWORD" } },
    expect: { status: "unreachable", stage: "auth" },
  },
  "no-shell": {
    server: host((channel) => {
      channel.write("This account is currently not available.\n");
      ending(channel, 1);
    }),
    expect: { status: "failed", stage: "exec", code: "no-shell" },
  },
  cut: { server: host(half), expect: { status: "partial", stage: "output", code: "truncated" } },
  garbage: {
    server: host((channel) => {
      channel.write(randomBytes(1 << 18));
      ending(channel, 0);
    }),
    expect: { status: "failed", stage: "exec", code: "no-shell" },
  },
  flood: { server: host(floods), expect: { status: "failed", stage: "output", code: "too-much-output" } },
  hangs: { server: host(hangs), expect: { status: "partial", code: "timeout" } },
};

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

async function start({ server }: BadHost): Promise<{ port: number; close?: () => void }> {
  if (server === undefined) return { port: 22 };
  if (server === "closed") return { port: await closedPort() };
  return server === "mute" ? rawServer(() => {}) : sshServer(server);
}

async function audit(): Promise<{ audit: Audit; code: number; seconds: number; stderr: string }> {
  const started = await Promise.all(
    Object.entries(HOSTS).map(async ([name, bad]) => ({ name, bad, ...(await start(bad)) })),
  );
  const known = started
    .filter(({ bad }) => bad.hostKey !== null)
    .map(({ port, bad }) => `[127.0.0.1]:${port} ${bad.hostKey ?? HOST_KEY.public}\n`);
  const inventory = freshFile(
    stringify({
      defaults: {
        user: "audit",
        agent: false,
        identity_file: identity,
        known_hosts: freshFile(known.join("")),
        deadline: `${DEADLINE_S}s`,
        connect_timeout: "2s",
      },
      hosts: Object.fromEntries(
        started.map(({ name, bad, port }) => [name, { address: "127.0.0.1", port, ...bad.settings }]),
      ),
    }),
  );
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    streams[name].on("data", (chunk) => {
      written[name] += chunk;
    });
  const io = { ...streams, env: { AUDIT_PASSWORD: PASSWORD }, on: () => {}, off: () => {} } as unknown as Io;
  const began = Date.now();
  try {
    const code = await main(
      [
        "node",
        "wsgi-audit",
        "run",
        "-i",
        inventory,
        "-f",
        "json",
        "--snapshot",
        join(directory, "bad.jsonl"),
      ],
      io,
    );
    const seconds = (Date.now() - began) / 1000;
    return { audit: JSON.parse(written.stdout) as Audit, code, seconds, stderr: written.stderr };
  } finally {
    for (const { close } of started as Partial<TestServer>[]) close?.();
  }
}

describe("one run over good and bad hosts", () => {
  let outcome: Awaited<ReturnType<typeof audit>>;
  beforeAll(async () => {
    outcome = await audit();
  }, 30_000);

  it.each(Object.entries(HOSTS))("%s: its state, and the phase that it failed in", (name, bad) => {
    const found = outcome.audit.hosts.find((each) => each.name === name);
    const { hint, ...expected } = bad.expect;
    expect({ status: found?.status, ...found?.error }).toMatchObject(expected);
    if (expected.stage) expect(found?.error?.message).not.toBe("");
    if (hint) expect(found?.error?.hint).toMatch(hint);
  });

  it("ends within the deadline, incomplete and with findings", () => {
    expect(outcome.seconds).toBeLessThan(DEADLINE_S + SLACK_S);
    expect([4, 5]).toContain(outcome.code);
    expect(outcome.stderr).not.toMatch(/\n {4}at /);
  });

  it("costs the others nothing: the good host is whole, and what came before a failure is kept", () => {
    const facts = (name: string) =>
      outcome.audit.hosts.find((each) => each.name === name)?.installations[0]?.facts;
    expect(facts("good")).toMatchObject({ "wsgi.version": "4.7.1", "python.prefix": "/usr" });
    expect(facts("macos")).toMatchObject({ "apache.version": "2.4.66", "python.library.version": "3.14" });
    expect(facts("hangs")).toMatchObject({ "apache.version": "2.4.65" });
    expect(facts("cut")).toMatchObject({ "apache.version": "2.4.65" });
  });

  it("has counts that add up", () => {
    const { selected, ...states } = outcome.audit.totals.hosts;
    expect(selected).toBe(Object.keys(HOSTS).length);
    expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(selected);
  });

  it("tells the password to nobody", () => {
    expect(`${JSON.stringify(outcome.audit)}${outcome.stderr}`).not.toContain(PASSWORD);
    expect(readFileSync(join(directory, "bad.jsonl"), "utf8")).not.toContain(PASSWORD);
  });
});
