import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Audit } from "../../src/model/audit.js";
import type { Target, Transport } from "../../src/transport/session.js";
import { createSsh2Transport } from "../../src/transport/ssh2/ssh2.js";
import { runProgram } from "../support/command-line.js";
import { authorizedKey, keygen, makeHostKeys, SSHD, type Sshd, startSshd } from "../support/sshd.js";
import { directory, ENVIRONMENT, failureOf, freshFile, open, run, target } from "../support/world.js";

const user = userInfo().username;

if (!SSHD && process.env.CI) throw new Error("install openssh-server: jump hosts are tested with it");

describe.runIf(SSHD)("jump hosts, with OpenSSH as it is set up by default", () => {
  let bastion: Sshd;
  let inner: Sshd;
  let web: Sshd;
  let closed: Sshd;
  let key: string;
  const transports: Transport[] = [];

  beforeAll(async () => {
    const hostKeys = makeHostKeys(directory);
    key = authorizedKey(directory, "user");
    bastion = await startSshd(directory, hostKeys, ["LogLevel VERBOSE"]);
    inner = await startSshd(directory, hostKeys);
    // Hundreds of hosts are one sshd here.
    web = await startSshd(directory, hostKeys, ["MaxStartups 1000"]);
    closed = await startSshd(directory, hostKeys, ["AllowTcpForwarding no"]);
  });
  afterEach(async () => {
    for (const transport of transports.splice(0)) await transport.close();
  });
  afterAll(() => Promise.all([bastion, inner, web, closed].map((sshd) => sshd.stop())));

  const fresh = () => {
    const transport = createSsh2Transport({ environment: {} });
    transports.push(transport);
    return transport;
  };
  const at = (sshd: Sshd, name: string, more: Partial<Target> = {}) =>
    target(sshd.port, {
      name,
      user,
      identityFiles: [key],
      knownHosts: [freshFile(`[127.0.0.1]:${sshd.port} ${sshd.hostKeys.ed25519}\n`)],
      ...more,
    });
  const logins = (sshd: Sshd) => sshd.log().split("Accepted publickey").length - 1;
  const hello = { command: "exec sh -s", stdin: "{ echo hello; exit 0\n}\n" };

  it("are logged in to once for the 200 hosts behind them, which are all audited", async () => {
    const before = logins(bastion);
    const known = freshFile(
      [bastion, web].map(({ port, hostKeys }) => `[127.0.0.1]:${port} ${hostKeys.ed25519}\n`).join(""),
    );
    const names = Array.from({ length: 200 }, (_, index) => `web${index + 1}`);
    const behind = { address: "127.0.0.1", port: web.port, jump: "bastion" };
    const inventory = {
      defaults: {
        user,
        identity_file: key,
        agent: false,
        known_hosts: known,
        connect_timeout: "1m",
        deadline: "10m",
      },
      // All of them are this machine: more at a time than it has cores for run into the limits of their sections.
      limits: { running: 16 },
      groups: { web: { hosts: names } },
      hosts: {
        bastion: { address: "127.0.0.1", port: bastion.port },
        ...Object.fromEntries(names.map((name) => [name, behind])),
      },
    };
    const file = freshFile(JSON.stringify(inventory));
    const words = ["run", "-i", file, "--no-ssh-config", "@web", "--format", "json", "--fail-on", "none"];
    const { code, stdout, stderr } = await runProgram(words, ENVIRONMENT);
    const { totals, hosts } = JSON.parse(stdout) as Audit;
    expect({ code, hosts: totals.hosts, stderr }).toMatchObject({
      code: 0,
      hosts: { selected: 200, ok: 200 },
    });
    expect(new Set(hosts.map(({ connection }) => String(connection?.via)))).toEqual(new Set(["bastion"]));
    expect(logins(bastion) - before).toBe(1);
  }, 600_000);

  it("make chains", async () => {
    const via = at(inner, "inner", { via: at(bastion, "outer") });
    const session = await open(at(web, "web", { via }), { transport: fresh() });
    expect(session.connection.via).toEqual(["outer", "inner"]);
    expect(await run(session, hello)).toMatchObject({ stdout: "hello\n", exit: { code: 0 } });
  });

  it("have host keys that are checked like any other", async () => {
    const via = at(bastion, "bastion", { knownHosts: [freshFile("")] });
    expect(await failureOf(open(at(web, "web", { via }), { transport: fresh() }))).toMatchObject({
      stage: "jump",
      code: "hostkey-unknown",
      message: expect.stringContaining("jump host bastion: "),
    });
  });

  it("are not asked again and again for a login that they refuse", async () => {
    const transport = fresh();
    const stranger = keygen(directory, "stranger", "-t", "ed25519");
    const via = at(bastion, "bastion", { identityFiles: [stranger] });
    const before = bastion.log().split("Connection from").length;
    for (const name of ["a", "b", "c"])
      expect(await failureOf(open(at(web, name, { via }), { transport }))).toMatchObject({
        stage: "jump",
        code: "auth-failed",
      });
    expect(bastion.log().split("Connection from").length - before).toBe(1);
  });

  it("say which hop it is that fails", async () => {
    const transport = fresh();
    const chain = at(inner, "inner", { knownHosts: [freshFile("")], via: at(bastion, "outer") });
    expect(await failureOf(open(at(web, "web", { via: chain }), { transport }))).toMatchObject({
      message: expect.stringContaining("jump host inner: "),
    });
    const nobody = { ...at(web, "web", { via: at(bastion, "outer") }), port: 1 };
    expect(await failureOf(open(nobody, { transport }))).toMatchObject({
      stage: "dial",
      code: "refused",
      message: expect.stringContaining("127.0.0.1 port 1 cannot be reached from jump host outer"),
    });
  });

  it("may forbid to forward, which is no fault of the host behind", async () => {
    const via = at(closed, "closed");
    expect(await failureOf(open(at(web, "web", { via }), { transport: fresh() }))).toMatchObject({
      stage: "jump",
      code: "forward-denied",
      hint: expect.stringContaining("AllowTcpForwarding"),
    });
  });

  it("cost their hosts' sessions when they die, and are logged in to anew for the next ones", async () => {
    const transport = fresh();
    const via = at(bastion, "bastion");
    const session = await open(at(web, "web", { via }), { transport });
    const lost = failureOf(run(session, { command: "exec sh -s", stdin: "{ sleep 30\n}\n" }));
    await vi.waitFor(() => execFileSync("pkill", ["-KILL", "-P", String(bastion.pid)]));
    expect(await lost).toMatchObject({ code: "reset" });
    const next = await open(at(web, "next", { via }), { transport });
    expect(await run(next, hello)).toMatchObject({ stdout: "hello\n" });
  });

  it("let in as many as they are set to, and spread newcomers over the second", async () => {
    const transport = fresh();
    const via = at(bastion, "bastion", { maxSessions: 2, maxNewPerSecond: 10 });
    const started = Date.now();
    const times: number[] = [];
    await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const session = await open(at(web, `web${index}`, { via }), { transport });
        times.push(Date.now() - started);
        await run(session, hello);
        await session.close();
      }),
    );
    // The first one waits for nothing, each further one a tenth of a second.
    expect(Math.max(...times)).toBeGreaterThanOrEqual(500);
  });

  it("make a host wait for its turn longer than its own login may take", async () => {
    const transport = fresh();
    const via = at(bastion, "bastion", { maxSessions: 1 });
    const connectTimeoutMs = 8000;
    const first = await open(at(web, "first", { via, connectTimeoutMs }), { transport });
    setTimeout(() => void first.close(), connectTimeoutMs + 1000);
    const second = await open(at(web, "second", { via, connectTimeoutMs }), { transport });
    expect(await run(second, hello)).toMatchObject({ stdout: "hello\n" });
  });
});
