import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCommandTransport } from "../../src/transport/command.js";
import { createLocalTransport } from "../../src/transport/local.js";
import { createOpensshTransport } from "../../src/transport/openssh/openssh.js";
import type { Target, Transport } from "../../src/transport/session.js";
import { COMMAND } from "../../src/transport/session.js";
import { createSsh2Transport } from "../../src/transport/ssh2/ssh2.js";
import {
  authorizedKey,
  keygen,
  makeHostKeys,
  publicOf,
  SSHD,
  type Sshd,
  startSshd,
} from "../support/sshd.js";
import { until } from "../support/until.js";
import { directory, failureOf, freshFile, open, run, target } from "../support/world.js";

const user = userInfo().username;
const SSH = spawnSync("ssh", ["-V"]).status === 0;

if (!(SSHD && SSH) && process.env.CI) throw new Error("install openssh: the transports are tested with it");

let sshd: Sshd;
let keys: { known: string; stranger: string };

beforeAll(async () => {
  if (!SSHD) return;
  keys = {
    known: authorizedKey(directory, "known"),
    stranger: keygen(directory, "stranger", "-t", "ed25519"),
  };
  sshd = await startSshd(directory, makeHostKeys(directory));
});
afterAll(() => sshd?.stop());

/** The same host for both; `given` is what an inventory would say to OpenSSH. */
const to = (more: Partial<Target> = {}, key = keys.known): Target => {
  const knownHosts = more.knownHosts ?? [freshFile(`[127.0.0.1]:${sshd.port} ${sshd.hostKeys.ed25519}\n`)];
  const port = more.port ?? sshd.port;
  const given = { address: "127.0.0.1", port, user, identityFiles: [key], knownHosts };
  return target(port, { user, identityFiles: [key], given, command: ["sh", "-s"], ...more, knownHosts });
};

const script = (text: string) => ({ command: COMMAND, stdin: `{ ${text}\n}\n` });

const TRANSPORTS: Record<string, () => Transport> = {
  ssh2: () => createSsh2Transport({ environment: {} }),
  openssh: () => createOpensshTransport({ environment: { PATH: process.env.PATH, HOME: directory } }),
  command: () => createCommandTransport({ PATH: process.env.PATH, HOME: directory }),
  local: () => createLocalTransport({ PATH: process.env.PATH, HOME: directory, SECRET: "canary" }),
};
const NETWORKED = ["ssh2", "openssh"];

describe.runIf(SSHD && SSH).each(Object.keys(TRANSPORTS))("transport %s", (name) => {
  let transport: Transport;
  beforeAll(() => {
    transport = (TRANSPORTS[name] as () => Transport)();
  });
  afterAll(() => transport.close());

  it("runs a script from standard input, and brings its streams and exit status", async () => {
    expect(await run(await open(to(), { transport }), script("echo out; echo err >&2; exit 5"))).toEqual({
      exit: { code: 5 },
      truncated: false,
      stdout: "out\n",
      stderr: "err\n",
    });
  });

  it("takes an exit status of 255 from a script for what it is", async () => {
    expect(await run(await open(to(), { transport }), script("exit 255"))).toMatchObject({
      exit: { code: 255 },
    });
  });

  it("brings megabytes, binary ones too, and cuts them off at the limit", async () => {
    const session = await open(to(), { transport });
    const all = await run(session, { ...script("head -c 3000000 /dev/zero; exit 0"), maxStdout: 4 << 20 });
    expect(all).toMatchObject({ truncated: false, exit: { code: 0 } });
    expect(all.stdout).toHaveLength(3_000_000);
    const cut = await run(await open(to(), { transport }), {
      ...script("while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done"),
      maxStdout: 100_000,
    });
    expect(cut.truncated).toBe(true);
    expect(cut.stdout).toHaveLength(100_000);
  });

  it("leaves standard input open while the session is, and ends it with it", async () => {
    const mark = join(directory, `life-line-${name}`);
    const session = await open(to(), { transport });
    const running = run(
      session,
      script(`trap '' TERM HUP; echo started >${mark}-begun; cat >/dev/null; echo gone >${mark}`),
    );
    running.catch(() => {});
    await until(() => existsSync(`${mark}-begun`));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(existsSync(mark)).toBe(false);
    await session.close();
    await session.close();
    await until(() => existsSync(mark));
  });

  it("ends at once when its host's time is over", async () => {
    const deadline = new AbortController();
    const session = await open(to(), { transport, signal: deadline.signal });
    setTimeout(() => deadline.abort(), 200);
    expect(await failureOf(run(session, script("sleep 3600")))).toMatchObject({ code: "interrupted" });
  });

  it.runIf(NETWORKED.includes(name))("says what was negotiated", async () => {
    const { connection } = await open(to(), { transport });
    expect(connection).toMatchObject({
      server: expect.stringMatching(/^OpenSSH_/),
      hostKey: { type: "ssh-ed25519", fingerprint: expect.stringMatching(/^SHA256:/) },
      authenticatedBy: "publickey",
    });
  });

  it.runIf(NETWORKED.includes(name))("says why it has no session, and in which stage", async () => {
    const failing = (more: Partial<Target>, key?: string) => failureOf(open(to(more, key), { transport }));
    expect(await failing({}, keys.stranger)).toMatchObject({ stage: "auth", code: "auth-failed" });
    expect(await failing({ knownHosts: [freshFile("")] })).toMatchObject({
      stage: "hostkey",
      code: "hostkey-unknown",
    });
    const other = publicOf(keys.stranger);
    expect(await failing({ knownHosts: [freshFile(`[127.0.0.1]:${sshd.port} ${other}\n`)] })).toMatchObject({
      stage: "hostkey",
      code: "hostkey-changed",
    });
    expect(await failing({ port: 1 })).toMatchObject({ stage: "dial", code: "refused" });
  });

  it.runIf(name === "local")("has nothing of the auditor's environment that may be secret", async () => {
    const { stdout } = await run(await open(to(), { transport }), script("env; exit 0"));
    expect(stdout).toContain("PATH=");
    expect(stdout).not.toContain("canary");
  });
});

describe.runIf(SSHD && SSH)("the logs of OpenSSH's client", () => {
  it("are gone when the transport is closed", async () => {
    const logs = () => readdirSync(tmpdir()).filter((name) => name.startsWith("wsgi-audit-ssh-")).length;
    const before = logs();
    const transport = createOpensshTransport({ environment: { PATH: process.env.PATH, HOME: directory } });
    await open(to(), { transport });
    expect(logs()).toBe(before + 1);
    await transport.close();
    expect(logs()).toBe(before);
  });
});
