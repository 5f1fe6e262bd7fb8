import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type ssh2 from "ssh2";
import { describe, expect, it } from "vitest";
import { createSsh2Transport } from "../../../src/transport/ssh2/ssh2.js";
import { generateKey, USER_KEY } from "../../support/servers.js";
import { directory, failure, file, freshFile, identity, open, serve, target } from "../../support/world.js";

describe("login", () => {
  const encrypted = (passphrase: string) => {
    const path = freshFile(USER_KEY.private);
    expect(spawnSync("ssh-keygen", ["-q", "-p", "-P", "", "-N", passphrase, "-f", path]).status).toBe(0);
    return path;
  };

  it("opens an encrypted key with its passphrase, by reference", async () => {
    const server = await serve();
    const to = target(server.port, {
      identityFiles: [encrypted("correct horse")],
      passphrase: { env: "KEY_SECRET" },
    });
    await open(to, { environment: { KEY_SECRET: "correct horse" } });
    const error = await failure(
      { ...to, identityFiles: [encrypted("correct horse")] },
      { environment: { KEY_SECRET: "wrong battery" } },
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
    const wrong = file("wrong", generateKey().private);
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

  it("says how to open an encrypted key, when there is nothing else", async () => {
    const server = await serve();
    const key = encrypted("correct horse");
    const error = await failure(target(server.port, { identityFiles: [key] }));
    expect(error).toMatchObject({ stage: "auth", code: "auth-failed" });
    expect(error.message).toContain("needs a passphrase");
    expect(error.hint).toContain(`ssh-add ${key}`);
    expect(server.connections).toBe(0);
  });

  it("passes an encrypted key over when another one does", async () => {
    const server = await serve();
    const session = await open(
      target(server.port, { identityFiles: [encrypted("correct horse"), identity] }),
    );
    expect(session.connection.authenticatedBy).toBe("publickey");
  });

  it("tells of an encrypted key that was passed over, when the other one is refused", async () => {
    const server = await serve();
    const error = await failure(
      target(server.port, { identityFiles: [encrypted("correct horse"), freshFile(generateKey().private)] }),
    );
    expect(error).toMatchObject({ stage: "auth", code: "auth-failed" });
    expect(error.message).toContain("needs a passphrase");
    expect(error.hint).toContain("ssh-add");
  });

  it("passes files over that are not there, and says so when nothing is left", async () => {
    const server = await serve();
    await open(target(server.port, { identityFiles: [join(directory, "absent"), identity] }));
    const error = await failure(target(server.port, { identityFiles: [join(directory, "absent")] }));
    expect(error).toMatchObject({ stage: "auth", code: "auth-failed" });
    expect(error.message).toContain(`there is no ${join(directory, "absent")}`);
  });

  it("asks for a passphrase only when a key needs one", async () => {
    const server = await serve();
    await open(target(server.port, { passphrase: { env: "NOT_SET" } }));
    const error = await failure(
      target(server.port, { identityFiles: [encrypted("correct horse")], passphrase: { env: "NOT_SET" } }),
    );
    expect(error).toMatchObject({ stage: "secret", code: "secret-unavailable" });
  });

  it("says of a security key that it is not served", async () => {
    const server = await serve();
    const key = freshFile("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n");
    writeFileSync(`${key}.pub`, "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t me\n");
    const error = await failure(target(server.port, { identityFiles: [key] }));
    expect(error.message).toContain("is a security key (sk-ssh-ed25519@openssh.com), which is not served");
  });

  it("says of a certificate that it is not served", async () => {
    const server = await serve();
    const key = freshFile(generateKey().private);
    writeFileSync(`${key}-cert.pub`, "ssh-ed25519-cert-v01@openssh.com AAAA me\n");
    const error = await failure(target(server.port, { identityFiles: [key] }));
    expect(error.message).toContain(`${key}-cert.pub is a certificate, which is not served`);
  });

  it("runs the command of a secret once for many hosts", async () => {
    const server = await serve({ password: "s3cret!" });
    const log = freshFile("");
    const transport = createSsh2Transport({ environment: { PATH: process.env.PATH } });
    const to = target(server.port, {
      identityFiles: [],
      password: { command: `echo asked >> ${log}; echo 's3cret!'` },
    });
    await Promise.all([open(to, { transport }), open(to, { transport })]);
    expect(readFileSync(log, "utf8")).toBe("asked\n");
  });

  it("answers keyboard-interactive where the server takes no password", async () => {
    const server = await serve({ password: "s3cret!", methods: ["publickey", "keyboard-interactive"] });
    const to = target(server.port, {
      identityFiles: [freshFile(generateKey().private)],
      password: { env: "WORD" },
    });
    const session = await open(to, { environment: { WORD: "s3cret!" } });
    expect(session.connection.authenticatedBy).toBe("keyboard-interactive");
    expect(server.attempts).not.toContain("password");
  });

  it("gives a refused password to no second question", async () => {
    const server = await serve({ password: "s3cret!" });
    const to = target(server.port, { identityFiles: [], password: { env: "WORD" } });
    const error = await failure(to, { environment: { WORD: "not it" } });
    expect(error).toMatchObject({ stage: "auth", code: "auth-failed" });
    expect(server.attempts).toEqual(["password"]);
    expect(JSON.stringify(error) + error.message + error.stack).not.toContain("not it");
  });

  it("says that a password has expired, and changes nothing", async () => {
    const server = await serve({
      onAuthentication: (_context, inside) => {
        inside._protocol.authPasswdChg("new password, please");
        return true;
      },
    });
    const to = target(server.port, { identityFiles: [], password: { env: "WORD" } });
    const error = await failure(to, { environment: { WORD: "old" } });
    expect(error).toMatchObject({ stage: "auth", code: "auth-failed" });
    expect(error.message).toContain("expired");
  });

  it("says that Kerberos is not served, where that is all the server takes", async () => {
    const server = await serve({ methods: ["gssapi-with-mic" as ssh2.AuthenticationType] });
    const error = await failure(target(server.port));
    expect(error.message).toContain("gssapi-with-mic");
    expect(error.hint).toContain("Kerberos");
  });
});
