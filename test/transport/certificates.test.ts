import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { userInfo } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
} from "../support/sshd.js";
import { directory, failureOf, freshFile, reach } from "../support/world.js";

const user = userInfo().username;

if (!SSHD && process.env.CI) throw new Error("install openssh: certificates are tested with it");

/** `ssh-keygen -s`: signs a public key in place, so that the certificate stands beside it. */
function sign(authority: string, key: string, ...options: string[]): string {
  const made = spawnSync("ssh-keygen", ["-q", "-s", authority, "-I", "test", ...options, `${key}.pub`]);
  if (made.status !== 0) throw new Error(`ssh-keygen -s: ${made.stderr}`);
  return `${key}-cert.pub`;
}

describe.runIf(SSHD)("certificates", () => {
  let users: string;
  let hosts: string;
  let key: string;
  let plain: Sshd;
  let certified: Sshd;
  let misnamed: Sshd;
  let agent: Agent;

  beforeAll(async () => {
    [users, hosts] = ["user-ca", "host-ca"].map((name) => keygen(directory, name, "-t", "ed25519")) as [
      string,
      string,
    ];
    const hostKeys = makeHostKeys(directory);
    const certificate = (name: string) => {
      const made = sign(hosts, join(directory, "host-ed25519"), "-h", "-n", name);
      const kept = join(directory, `${name}-cert.pub`);
      copyFileSync(made, kept);
      return `HostCertificate ${kept}`;
    };
    key = keygen(directory, "certified", "-t", "ed25519");
    sign(users, key, "-n", user, "-V", "-1h:+1h");
    const trusting = ["AuthorizedKeysFile none", `TrustedUserCAKeys ${users}.pub`, "LogLevel VERBOSE"];
    plain = await startSshd(directory, hostKeys, trusting);
    certified = await startSshd(directory, hostKeys, [...trusting, certificate("127.0.0.1")]);
    misnamed = await startSshd(directory, hostKeys, [...trusting, certificate("elsewhere.example.org")]);
    agent = await startAgent(directory);
  });
  afterAll(() => Promise.all([plain, certified, misnamed, agent].map((each) => each?.stop())));

  const knownKey = (sshd: Sshd) => `[127.0.0.1]:${sshd.port} ${sshd.hostKeys.ed25519}\n`;
  const knownAuthority = (sshd: Sshd) => `@cert-authority [127.0.0.1]:${sshd.port} ${publicOf(hosts)}\n`;
  const inventory = (sshd: Sshd, known: string, ...settings: string[]) =>
    [
      `defaults: { user: ${user}, port: ${sshd.port}, known_hosts: ${freshFile(known)} }`,
      `hosts: { web: { ${["address: 127.0.0.1", ...settings].join(", ")} } }`,
    ].join("\n");
  const uncertified = (name: string, from = key) => {
    const folder = join(directory, name);
    mkdirSync(folder);
    for (const ending of ["", ".pub"]) copyFileSync(`${from}${ending}`, join(folder, `id${ending}`));
    return join(folder, "id");
  };

  it("beside a key, which nobody knows without it, lead to the system's ssh", async () => {
    const { connection } = await reach(inventory(plain, knownKey(plain), `identity_file: ${key}`));
    expect(connection).toMatchObject({
      transport: "openssh",
      because: "a certificate",
      authenticatedBy: "publickey",
    });
    expect(plain.log()).toContain("ED25519-CERT");
  });

  it("that ssh_config names do, wherever they stand", async () => {
    const bare = uncertified("apart");
    const config = `Host web\n  IdentityFile ${bare}\n  CertificateFile ${key}-cert.pub\n`;
    const { connection } = await reach(inventory(plain, knownKey(plain)), config);
    expect(connection).toMatchObject({ transport: "openssh", because: "CertificateFile" });
  });

  it("in an agent do, with no file at all", async () => {
    agent.add(key);
    const { connection } = await reach(inventory(plain, knownKey(plain)), "Host *\n  IdentityFile none\n", {
      env: { SSH_AUTH_SOCK: agent.socket },
    });
    expect(connection).toMatchObject({ transport: "openssh", because: "a certificate in the agent" });
  });

  it("of hosts do, where known_hosts knows their authority alone", async () => {
    const bare = authorizedKey(directory, "authorized");
    const trusting = await startSshd(directory, certified.hostKeys, [
      `HostCertificate ${join(directory, "127.0.0.1-cert.pub")}`,
    ]);
    try {
      const { connection } = await reach(
        inventory(trusting, knownAuthority(trusting), `identity_file: ${bare}`),
      );
      expect(connection).toMatchObject({
        transport: "openssh",
        because: "@cert-authority",
        hostKey: { type: "ssh-ed25519-cert-v01@openssh.com", fingerprint: expect.stringMatching(/^SHA256:/) },
      });
      // The plain key is there as well: then nothing else than SSH in process is needed.
      const both = knownAuthority(trusting) + knownKey(trusting);
      const inProcess = await reach(inventory(trusting, both, `identity_file: ${bare}`));
      expect(inProcess.connection.transport).toBe("ssh2");
    } finally {
      await trusting.stop();
    }
  });

  it("of both sides meet", async () => {
    const revoked = `@revoked * ${publicOf(users)}\n`;
    const known = knownAuthority(certified) + revoked;
    const { connection } = await reach(inventory(certified, known, `identity_file: ${key}`));
    expect(connection).toMatchObject({ transport: "openssh", because: "@cert-authority" });
  });

  it("that are over are refused as a login, with where to look", async () => {
    const over = uncertified("over");
    sign(users, over, "-n", user, "-V", "-2h:-1h");
    expect(await failureOf(reach(inventory(plain, knownKey(plain), `identity_file: ${over}`)))).toMatchObject(
      {
        stage: "auth",
        code: "auth-failed",
        retryable: false,
        hint: expect.stringContaining(`ssh-keygen -L -f ${over}-cert.pub`),
      },
    );
    expect(plain.log()).toContain("Certificate invalid: expired");
  });

  it("of another host are refused as a host key, and say so", async () => {
    expect(
      await failureOf(reach(inventory(misnamed, knownAuthority(misnamed), `identity_file: ${key}`))),
    ).toMatchObject({
      stage: "hostkey",
      code: "hostkey-unknown",
      message: expect.stringMatching(/not a listed principal/),
    });
  });

  it("of a revoked authority are refused as revoked", async () => {
    const known = `@revoked * ${publicOf(hosts)}\n${knownAuthority(certified)}`;
    expect(
      await failureOf(reach(inventory(certified, known, `identity_file: ${key}`, "transport: openssh"))),
    ).toMatchObject({ stage: "hostkey", code: "hostkey-revoked" });
  });

  it("are not served in process, which says what serves them", async () => {
    const inProcess = (sshd: Sshd, known: string) =>
      failureOf(reach(inventory(sshd, known, `identity_file: ${key}`, "transport: ssh2")));
    const login = await inProcess(plain, knownKey(plain));
    expect(login).toMatchObject({ stage: "auth", code: "auth-failed" });
    expect(login.message).toContain(`${basename(key)}-cert.pub is a certificate`);
    expect(login.hint).toContain("transport: openssh");
    const host = await inProcess(certified, knownAuthority(certified));
    expect(host).toMatchObject({ stage: "hostkey", code: "hostkey-unknown" });
    expect(host.message).toContain("transport: openssh");
  });

  it("leave a key alone that only its passphrase opens, which no client here may ask for", async () => {
    const locked = authorizedKey(directory, "locked", "-N", "open sesame");
    sign(users, locked, "-n", user);
    const open = await startSshd(directory, plain.hostKeys);
    try {
      const settings = [`identity_file: ${locked}`, "passphrase: { env: WORD }"];
      const { connection } = await reach(inventory(open, knownKey(open), ...settings), "", {
        env: { WORD: "open sesame" },
      });
      expect(connection).toMatchObject({ authenticatedBy: "publickey" });
      expect(connection.transport).toBe("ssh2");
    } finally {
      await open.stop();
    }
  });

  it("need a client that is there", async () => {
    const path = join(directory, "empty");
    mkdirSync(path);
    const settings = [`identity_file: ${key}`];
    const error = await failureOf(
      reach(inventory(plain, knownKey(plain), ...settings), "", { env: { PATH: path } }),
    );
    expect(error).toMatchObject({ stage: "auth", code: "auth-failed" });
    expect(error.hint).toContain("OpenSSH client");
  });
});
