import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, renameSync } from "node:fs";
import { createConnection } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Target } from "../../../src/transport/session.js";
import {
  type Agent,
  authorizedKey,
  keygen,
  makeHostKeys,
  publicOf,
  SSHD,
  type Sshd,
  startAgent,
  startSshd,
} from "../../support/sshd.js";
import { until } from "../../support/until.js";
import { directory, failure, failureOf, freshFile, open, run, serve, target } from "../../support/world.js";

const user = userInfo().username;

if (!SSHD && process.env.CI) throw new Error("install openssh-server: the transport is tested with it");
if (!SSHD) {
  process.stderr.write("\n*** There is no sshd here: the transport was NOT tested with OpenSSH. ***\n\n");
}

describe.runIf(SSHD)("with OpenSSH", () => {
  let sshd: Sshd;
  let keys: { ed25519: string; rsa: string; ecdsa: string; locked: string; stranger: string };

  beforeAll(async () => {
    keys = {
      ed25519: authorizedKey(directory, "ed25519"),
      rsa: authorizedKey(directory, "rsa", "-t", "rsa", "-b", "2048"),
      ecdsa: authorizedKey(directory, "ecdsa", "-t", "ecdsa"),
      locked: authorizedKey(directory, "locked", "-N", "open sesame"),
      stranger: keygen(directory, "stranger", "-t", "ed25519"),
    };
    sshd = await startSshd(directory, makeHostKeys(directory));
  });
  afterAll(() => sshd.stop());

  const to = (key: string, more: Partial<Target> = {}) =>
    target(sshd.port, {
      user,
      identityFiles: [key],
      knownHosts: [freshFile(`[127.0.0.1]:${sshd.port} ${sshd.hostKeys.ed25519}\n`)],
      connectTimeoutMs: 5000,
      ...more,
    });

  it.each(["ed25519", "rsa", "ecdsa"] as const)("logs in with a key of type %s", async (type) => {
    const session = await open(to(keys[type]));
    expect(session.connection.server).toMatch(/^OpenSSH_/);
    expect(session.connection).toMatchObject({
      authenticatedBy: "publickey",
      hostKey: { type: "ssh-ed25519" },
    });
  });

  it("runs a script from standard input, which stays open, and brings its streams and exit status", async () => {
    const stdin = "{ echo out; echo err >&2; exit 5\n}\n";
    expect(await run(await open(to(keys.ed25519)), { command: "exec sh -s", stdin })).toEqual({
      exit: { code: 5 },
      truncated: false,
      stdout: "out\n",
      stderr: "err\n",
    });
  });

  it("names the signal that ended the script", async () => {
    const session = await open(to(keys.ed25519));
    expect(await run(session, { command: "exec sh -s", stdin: "kill -KILL $$\n" })).toMatchObject({
      exit: { signal: "SIGKILL" },
    });
  });

  it("ends the script when the connection ends, by its standard input", async () => {
    const mark = join(directory, "life-line");
    const session = await open(to(keys.ed25519));
    const stdin = `{ echo started; cat >/dev/null; echo gone >${mark}\n}\n`;
    let running = () => {};
    const started = new Promise<void>((resolve) => {
      running = resolve;
    });
    const limits = { maxStdout: 1000, maxStderr: 1000, onStderr: () => {} };
    const ended = failureOf(session.exec({ command: "exec sh -s", stdin, ...limits, onStdout: running }));
    await started;
    expect(existsSync(mark)).toBe(false);
    await session.close();
    await ended;
    await until(() => existsSync(mark));
  });

  it("takes megabytes of both streams whole", async () => {
    const stdin =
      "{ head -c 4000000 /dev/zero | tr '\\0' a; head -c 3000000 /dev/zero | tr '\\0' b >&2; exit 0\n}\n";
    const limits = { maxStdout: 8 << 20, maxStderr: 8 << 20 };
    const session = await open(to(keys.ed25519));
    const result = await run(session, { command: "exec sh -s", stdin, ...limits });
    expect(result.stdout).toHaveLength(4_000_000);
    expect(result.stderr).toHaveLength(3_000_000);
    expect(result.exit).toEqual({ code: 0 });
  });

  it("opens an encrypted key", async () => {
    const more = { passphrase: { env: "WORD" } };
    await open(to(keys.locked, more), { environment: { WORD: "open sesame" } });
  });

  it("is refused once with a key that is not authorised", async () => {
    const error = await failure(to(keys.stranger));
    expect(error).toMatchObject({ stage: "auth", code: "auth-failed", retryable: false });
    expect(error.message).toContain("the server takes publickey");
    expect(error.hint).toMatch(/^ssh -v -o IdentitiesOnly=yes -i \S+ -p \d+ \S+@127\.0\.0\.1$/);
    expect(error.message).toMatch(/offered \S+ \(SHA256:/);
  });

  it("waits and dials again while MaxStartups is used up", async () => {
    const tight = await startSshd(directory, sshd.hostKeys, ["MaxStartups 1"]);
    const holder = createConnection(tight.port, "127.0.0.1");
    try {
      await once(holder, "data");
      setTimeout(() => holder.destroy(), 400);
      const known = freshFile(`[127.0.0.1]:${tight.port} ${sshd.hostKeys.ed25519}\n`);
      const session = await open({ ...to(keys.ed25519), port: tight.port, knownHosts: [known] });
      await session.close();
      expect(tight.log()).toMatch(/MaxStartups/);
    } finally {
      holder.destroy();
      await tight.stop();
    }
  });

  describe("known_hosts as ssh itself takes it", () => {
    const name = () => `[127.0.0.1]:${sshd.port}`;
    const mine = () => sshd.hostKeys.ed25519;
    const other = () => publicOf(keys.stranger);
    const cases: [name: string, text: () => string][] = [
      ["the right line", () => `${name()} ${mine()}`],
      ["nothing", () => ""],
      ["another key", () => `${name()} ${other()}`],
      ["another key and the right one", () => `${name()} ${other()}\n${name()} ${mine()}`],
      ["the bare name only", () => `127.0.0.1 ${mine()}`],
      ["another key of the bare name", () => `127.0.0.1 ${other()}`],
      ["the bare name, against a line of the port", () => `127.0.0.1 ${mine()}\n${name()} ${other()}`],
      ["a revocation", () => `@revoked * ${mine()}\n${name()} ${mine()}`],
      ["a revocation of another key", () => `@revoked * ${other()}\n${name()} ${mine()}`],
      ["an authority only", () => `@cert-authority ${name()} ${mine()}`],
      ["a port by a star", () => `[127.0.0.1]:* ${mine()}`],
      ["a name by stars", () => `[127.*]:${sshd.port} ${mine()}`],
      ["a negation", () => `!${name()},* ${mine()}`],
      ["its RSA key only", () => `${name()} ${sshd.hostKeys.rsa}`],
      [
        "its RSA key, and another ed25519 key for the bare name",
        () => `${name()} ${sshd.hostKeys.rsa}\n127.0.0.1 ${other()}`,
      ],
      ["a line of Windows", () => `${name()} ${mine()}\r\n`],
      [
        "a key that says another type than it is",
        () => `${name()} ${mine().replace("ssh-ed25519", "ssh-rsa")}`,
      ],
    ];

    it.each(cases)("%s", async (_name, text) => {
      const known = freshFile(`${text()}\n`);
      const theirs = spawnSync("ssh", sshArguments(sshd.port, keys.ed25519, known)).status === 0;
      const ours = await open(to(keys.ed25519, { knownHosts: [known] })).then(
        () => true,
        () => false,
      );
      expect(ours).toBe(theirs);
    });

    it("a key that was stored hashed beside hashed ones, which ssh then finds", async () => {
      const known = freshFile(`host.example.org ${other()}\n`);
      expect(spawnSync("ssh-keygen", ["-q", "-H", "-f", known]).status).toBe(0);
      await open(to(keys.ed25519, { knownHosts: [known], hostKeys: "accept-new" }));
      expect(readFileSync(known, "utf8")).not.toContain("127.0.0.1");
      expect(spawnSync("ssh", sshArguments(sshd.port, keys.ed25519, known)).status).toBe(0);
    });
  });

  describe("and an agent", () => {
    let agent: Agent;
    const environment = { SSH_AUTH_SOCK: "" };

    beforeAll(async () => {
      agent = await startAgent(directory);
      environment.SSH_AUTH_SOCK = agent.socket;
      const strangers = Array.from({ length: 7 }, (_, at) => keygen(directory, `no-${at}`, "-t", "ed25519"));
      agent.add(...strangers, keys.rsa, keys.ed25519);
    });
    afterAll(() => agent.stop());

    it("signs with the key that the identity file names, though seven others come first", async () => {
      const session = await open(to(keys.ed25519, { agent: true }), { environment });
      expect(session.connection.authenticatedBy).toBe("agent");
    });

    it("signs for a key of which only the public half is here", async () => {
      const moved = join(directory, "moved");
      renameSync(keys.rsa, moved);
      try {
        const session = await open(to(keys.rsa, { agent: true }), { environment });
        expect(session.connection.authenticatedBy).toBe("agent");
      } finally {
        renameSync(moved, keys.rsa);
      }
    });

    it("needs no passphrase for a key that the agent holds, even without a .pub file", async () => {
      const bare = freshFile(readFileSync(keys.locked, "utf8"));
      const refused = await failure(to(bare, { agent: true }), { environment });
      expect(refused.message).toContain("needs a passphrase");
      const askpass = freshFile("#!/bin/sh\necho 'open sesame'\n");
      spawnSync("chmod", ["700", askpass]);
      const added = spawnSync("ssh-add", ["-q", keys.locked], {
        env: { ...process.env, ...environment, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: "force" },
      });
      expect(added.status).toBe(0);
      const session = await open(to(bare, { agent: true }), { environment });
      expect(session.connection.authenticatedBy).toBe("agent");
    });

    it("offers five keys at most where no identity file is there", async () => {
      const server = await serve();
      const absent = { identityFiles: [join(directory, "absent")], agent: true };
      const error = await failure(target(server.port, absent), { environment });
      expect(error).toMatchObject({ stage: "auth", code: "auth-failed" });
      expect(server.attempts).toEqual(Array.from({ length: 5 }, () => "publickey"));
    });

    it("is done without when it does not answer", async () => {
      const session = await open(to(keys.ed25519, { agent: true }), {
        environment: { SSH_AUTH_SOCK: join(directory, "no-agent") },
      });
      expect(session.connection.authenticatedBy).toBe("publickey");
    });
  });
});

const sshArguments = (port: number, key: string, knownHosts: string) => [
  ...["-F", "none", "-p", String(port), "-i", key, "-l", user],
  ...["BatchMode=yes", "IdentitiesOnly=yes", "IdentityAgent=none", "StrictHostKeyChecking=yes"].flatMap(
    (option) => ["-o", option],
  ),
  ...["UpdateHostKeys=no", "GlobalKnownHostsFile=none", "LogLevel=ERROR"].flatMap((option) => ["-o", option]),
  ...["-o", `UserKnownHostsFile=${knownHosts}`, "127.0.0.1", "true"],
];
