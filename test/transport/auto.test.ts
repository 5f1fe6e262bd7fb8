import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMAND } from "../../src/transport/session.js";
import { authorizedKey, makeHostKeys, SSHD, type Sshd, startSshd } from "../support/sshd.js";
import { directory, failureOf, file, freshFile, reach, run } from "../support/world.js";

const user = userInfo().username;

if (!SSHD && process.env.CI) throw new Error("install openssh: the choice of transports is tested with it");

describe.runIf(SSHD)("transport auto", () => {
  let sshd: Sshd;
  let exchange: Sshd;
  let key: string;
  let proxy: string;

  beforeAll(async () => {
    key = authorizedKey(directory, "user");
    const hostKeys = makeHostKeys(directory);
    const kex = "KexAlgorithms curve25519-sha256,sntrup761x25519-sha512@openssh.com";
    sshd = await startSshd(directory, hostKeys, [kex]);
    exchange = await startSshd(directory, hostKeys, [
      "KexAlgorithms diffie-hellman-group-exchange-sha256",
      "LogLevel VERBOSE",
    ]);
    // What a ProxyCommand is: a program that pipes to the host, whatever name it is called by.
    proxy = file(
      "proxy.mjs",
      'import { connect } from "node:net";\nimport { appendFileSync } from "node:fs";\n' +
        'appendFileSync(process.argv[3], "used\\n");\n' +
        'const socket = connect(Number(process.argv[2]), "127.0.0.1");\n' +
        "process.stdin.pipe(socket).pipe(process.stdout);\n",
    );
  });
  afterAll(() => Promise.all([sshd, exchange].map((each) => each?.stop())));

  const inventory = (to: Sshd, ...settings: string[]) =>
    [
      `defaults: { user: ${user}, identity_file: ${key}, agent: false }`,
      "hosts:",
      `  web: { port: ${to.port}, known_hosts: ${freshFile(`[web.invalid]:${to.port},[127.0.0.1]:${to.port} ${to.hostKeys.ed25519}\n`)}${settings.map((each) => `, ${each}`).join("")} }`,
    ].join("\n");
  const direct = "address: 127.0.0.1";
  const proxyCommand = (mark: string) => `${process.execPath} ${proxy} %p ${mark}`;
  const used = (mark: string) => readFileSync(mark, "utf8");
  const hello = { command: COMMAND, stdin: "{ echo hello; exit 0\n}\n" };

  it("stays in process for a host that needs nothing else", async () => {
    const { connection } = await reach(inventory(sshd, direct), "Host other\n  ProxyCommand false\n");
    expect(connection).toMatchObject({ kex: expect.stringMatching(/^curve25519/) });
    expect(connection.transport).toBe("ssh2");
    expect(connection.because).toBeUndefined();
  });

  it("goes through the ProxyCommand of ssh_config, to a host that no name leads to", async () => {
    const mark = freshFile("");
    const config = `Host web\n  HostName web.invalid\n  ProxyCommand ${proxyCommand(mark)}\n`;
    const session = await reach(inventory(sshd), config);
    expect(session.connection).toMatchObject({ transport: "openssh", because: "ProxyCommand" });
    expect(await run(session, hello)).toMatchObject({ stdout: "hello\n", exit: { code: 0 } });
    expect(used(mark)).toBe("used\n");
  });

  it("goes through the ProxyCommand of ssh_args", async () => {
    const mark = freshFile("");
    const words = JSON.stringify(["-o", `ProxyCommand=${proxyCommand(mark)}`]);
    const session = await reach(inventory(sshd, "address: web.invalid", `ssh_args: ${words}`));
    expect(session.connection).toMatchObject({ transport: "openssh", because: "ProxyCommand" });
    expect(used(mark)).toBe("used\n");
  });

  it("takes a ProxyCommand before the jump host of the defaults, and that of the host before it", async () => {
    const mark = freshFile("");
    const config = `Host web\n  ProxyCommand ${proxyCommand(mark)}\n`;
    const jump = (name: string) =>
      inventory(sshd, direct).replace("agent: false", `agent: false, jump: ${name}`);
    const { connection } = await reach(jump("nowhere.invalid"), config);
    expect([connection.because, connection.via]).toEqual(["ProxyCommand", undefined]);
    expect(used(mark)).toBe("used\n");
    const error = await failureOf(reach(inventory(sshd, direct, "jump: nowhere.invalid"), config));
    expect(error).toMatchObject({ stage: "jump", code: "dns" });
    expect(used(mark)).toBe("used\n");
  });

  it("is told by the ProxyCommand why there is no connection", async () => {
    const error = await failureOf(
      reach(
        inventory(sshd, direct),
        "Host web\n  ProxyCommand /bin/sh -c 'echo the gate is shut >&2; exit 1'\n",
      ),
    );
    expect(error).toMatchObject({ stage: "dial", code: "unroutable", retryable: false });
    expect(error.message).toContain("the gate is shut");
  });

  it("takes the system's ssh for a server that has group-exchange only, once the server has said so", async () => {
    const { connection } = await reach(inventory(exchange, direct));
    expect(connection).toMatchObject({
      transport: "openssh",
      because: "group-exchange",
      kex: "diffie-hellman-group-exchange-sha256",
    });
    const log = exchange.log();
    expect(log.indexOf("Unable to negotiate")).toBeGreaterThan(0);
    expect(log.indexOf("Accepted publickey")).toBeGreaterThan(log.indexOf("Unable to negotiate"));
  });

  it("takes it for a key exchange that only it speaks, and never for weak algorithms", async () => {
    const kex = "sntrup761x25519-sha512@openssh.com";
    const own = await startSshd(directory, sshd.hostKeys, [`KexAlgorithms ${kex}`]);
    const weak = await startSshd(directory, sshd.hostKeys, ["Ciphers aes128-ctr", "MACs hmac-sha1"]);
    try {
      const { connection } = await reach(inventory(own, direct));
      expect(connection).toMatchObject({ transport: "openssh", because: kex, kex });
      const error = await failureOf(reach(inventory(weak, direct)));
      expect(error).toMatchObject({ stage: "kex", code: "no-common-algorithm" });
      expect(error.hint).toContain("algorithms: legacy");
    } finally {
      await own.stop();
      await weak.stop();
    }
  });

  it("uses a shared connection that is open, and leaves it open", async () => {
    const path = join(directory, "shared");
    const server = await startSshd(directory, sshd.hostKeys, ["LogLevel VERBOSE"]);
    const known = freshFile(`[127.0.0.1]:${server.port} ${server.hostKeys.ed25519}\n`);
    const common = ["-F", "none", "-o", `ControlPath=${path}`, "-p", `${server.port}`];
    const by = [
      "-i",
      key,
      "-o",
      "BatchMode=yes",
      "-o",
      `UserKnownHostsFile=${known}`,
      "-o",
      "ControlMaster=yes",
    ];
    const ask = (...words: string[]) =>
      spawnSync("ssh", [...common, ...words, `${user}@127.0.0.1`], { stdio: "ignore" });
    try {
      expect(ask(...by, "-fN").status).toBe(0);
      const config = `Host web\n  ControlPath ${path}\n  User ${user}\n`;
      const without = [
        `defaults: { identity_file: ${join(directory, "nowhere")}, agent: false }`,
        `hosts: { web: { ${direct}, port: ${server.port}, known_hosts: ${known} } }`,
      ].join("\n");
      const session = await reach(without, config);
      expect(session.connection).toMatchObject({
        transport: "openssh",
        because: expect.stringContaining("ControlPath"),
      });
      expect(await run(session, hello)).toMatchObject({ stdout: "hello\n", exit: { code: 0 } });
      await session.close();
      expect(ask("-O", "check").status).toBe(0);
      expect(server.log().split("Accepted publickey")).toHaveLength(2);
    } finally {
      ask("-O", "exit");
      await server.stop();
    }
  });

  it("tells what is missing where no ssh is on PATH", async () => {
    const path = join(directory, "bare");
    mkdirSync(path);
    symlinkSync(process.execPath, join(path, "node"));
    const error = await failureOf(reach(inventory(exchange, direct), "", { env: { PATH: path } }));
    expect(error).toMatchObject({ stage: "kex", code: "no-common-algorithm" });
    expect(error.message).toContain("diffie-hellman-group-exchange-sha256");
    expect(error.hint).toMatch(/install the OpenSSH client.*group-exchange/);
  });

  it("does not fall over where the user has chosen", async () => {
    const error = await failureOf(reach(inventory(exchange, direct, "transport: ssh2")));
    expect(error).toMatchObject({ stage: "kex", code: "no-common-algorithm" });
    expect(error.hint).toContain("transport: openssh");
  });

  it("does not fall over for a refused login, which another client would only repeat", async () => {
    const other = authorizedKey(join(directory, "."), "other");
    const closed = await startSshd(directory, sshd.hostKeys, ["AuthorizedKeysFile none", "LogLevel VERBOSE"]);
    try {
      const error = await failureOf(reach(inventory(closed, direct, `identity_file: ${other}`)));
      expect(error).toMatchObject({ stage: "auth", code: "auth-failed" });
      expect(closed.log().split("Connection from")).toHaveLength(2);
    } finally {
      await closed.stop();
    }
  });

  it.each([
    ["Ciphers aes128-ctr", undefined],
    ["Ciphers chacha20-poly1305@openssh.com,aes256-cbc", undefined],
    ["KexAlgorithms sntrup761x25519-sha512@openssh.com", "its kex list"],
    ["MACs umac-128-etm@openssh.com", "its hmac list"],
    ["AddressFamily inet", undefined],
    ["KnownHostsCommand /bin/cat /dev/null", "KnownHostsCommand"],
    ["VerifyHostKeyDNS yes", "VerifyHostKeyDNS"],
  ])("with %s in ssh_config it is because of %s", async (line, because) => {
    const { connection } = await reach(inventory(sshd, direct), `Host web\n  ${line}\n`);
    expect([connection.transport, connection.because]).toEqual(
      because === undefined ? ["ssh2", undefined] : ["openssh", because],
    );
  });

  /** As far as the choice goes: a ticket would take a realm. */
  it("takes the system's ssh for a server that has Kerberos only", async () => {
    const more = ["GSSAPIAuthentication yes", "AuthenticationMethods gssapi-with-mic", "LogLevel VERBOSE"];
    const kerberos = await startSshd(directory, sshd.hostKeys, more);
    try {
      const error = await failureOf(reach(inventory(kerberos, direct)));
      expect(error).toMatchObject({ stage: "auth", code: "auth-failed" });
      expect(error.message).toMatch(/^ssh 127\.0\.0\.1: .*gssapi-with-mic/);
      expect(kerberos.log().match(/^Connection from/gm)).toHaveLength(2);
    } finally {
      await kerberos.stop();
    }
  });

  /** As far as the choice goes: what these keys do can be shown only with the hardware. */
  it("takes the system's ssh for security keys, and for those of PKCS#11 and of a provider", async () => {
    const touched = join(directory, "id_sk");
    writeFileSync(touched, "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", {
      mode: 0o600,
    });
    writeFileSync(
      `${touched}.pub`,
      "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t me\n",
    );
    // A library that is no provider: the client says so, and goes on to the key that does.
    for (const line of ["PKCS11Provider /nonexistent.so", "SecurityKeyProvider /nonexistent.so"])
      expect((await reach(inventory(sshd, direct), `Host web\n  ${line}\n`)).connection).toMatchObject({
        transport: "openssh",
        because: line.split(" ")[0],
      });
    const error = await failureOf(reach(inventory(sshd, direct, `identity_file: ${touched}`)));
    expect(error).toMatchObject({ stage: "auth", code: "auth-failed" });
    expect(error.message).toMatch(/^ssh 127\.0\.0\.1: /);
  });
});
