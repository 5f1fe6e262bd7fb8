import { spawnSync } from "node:child_process";
import fc from "fast-check";
import ssh2 from "ssh2";
import { describe, expect, it } from "vitest";
import { TransportError } from "../../src/base/errors.js";
import { CredentialStore, resolveSecret } from "../../src/transport/credentials.js";
import type { SecretReference } from "../../src/transport/session.js";
import { Identities } from "../../src/transport/ssh2/identities.js";
import { publicKeyOf } from "../../src/transport/ssh2/openssh-envelope.js";
import { generateKey, USER_KEY } from "../support/servers.js";
import { freshFile } from "../support/world.js";

const environment = { WORD: "from the environment", EMPTY: "", PATH: process.env.PATH };

describe("resolveSecret", () => {
  const secretFile = freshFile("first line\r\nsecond line\n");

  it.each<[SecretReference, string]>([
    [{ env: "WORD" }, "from the environment"],
    [{ file: secretFile }, "first line"],
    [{ command: "printf 'printed\\nnot this\\n'" }, "printed"],
    [{ command: 'echo "$WORD"' }, "from the environment"],
    [{ command: "cat; echo after its input ended" }, "after its input ended"],
  ])("takes %j", async (reference, secret) => {
    expect(await resolveSecret(reference, environment)).toBe(secret);
  });

  it.each<[SecretReference, RegExp]>([
    [{ env: "NOT_SET" }, /environment variable NOT_SET/],
    [{ env: "EMPTY" }, /environment variable EMPTY/],
    [{ file: "/no/such/file" }, /\/no\/such\/file/],
    [{ command: "echo hunter2; exit 1" }, /its command/],
    [{ command: "true" }, /its command/],
  ])("names %j when it gives none, and nothing else", async (reference, words) => {
    const error = await resolveSecret(reference, environment).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ stage: "secret", code: "secret-unavailable", retryable: false });
    expect((error as Error).message).toMatch(words);
    expect(JSON.stringify(error) + (error as Error).stack).not.toContain("hunter2");
  });

  it("looks up each reference once, also one that fails", async () => {
    const log = freshFile("");
    const store = new CredentialStore(environment);
    const reference = { command: `echo asked >> ${log}; exit 1` };
    for (let host = 0; host < 3; host += 1) await expect(store.secret(reference)).rejects.toBeDefined();
    expect(new CredentialStore(environment).file(log)?.toString()).toBe("asked\n");
  });

  it("shows a command only what commands are to see", async () => {
    const store = new CredentialStore({ SECRET: "hunter2" }, { SHOWN: "to all" });
    expect(await store.secret({ env: "SECRET" })).toBe("hunter2");
    expect(await store.secret({ command: 'echo "$SECRET/$SHOWN"' })).toBe("/to all");
  });

  it("does not wait for a command any more once the run is over", async () => {
    const store = new CredentialStore(environment);
    const secret = store.secret({ command: "sleep 3600; echo late" });
    setTimeout(() => store.close(), 100);
    await expect(secret).rejects.toMatchObject({ code: "secret-unavailable" });
  });
});

describe("Identities", () => {
  it("opens an encrypted key once for many hosts", () => {
    const file = freshFile(USER_KEY.private);
    expect(spawnSync("ssh-keygen", ["-q", "-p", "-P", "", "-N", "open sesame", "-f", file]).status).toBe(0);
    let opened = 0;
    const identities = new Identities(new CredentialStore(environment), (data, passphrase) => {
      if (passphrase) opened += 1;
      return ssh2.utils.parseKey(data, passphrase);
    });
    for (let host = 0; host < 3; host += 1) {
      const identity = identities.load(file);
      expect(identity).toMatchObject({ encrypted: true, publicKey: USER_KEY.public.split(" ")[1] });
      expect(identity && identities.unlock(identity, "open sesame").key?.isPrivateKey()).toBe(true);
    }
    expect(opened).toBe(1);
  });

  it("says why a file is of no use", () => {
    const identities = new Identities(new CredentialStore(environment), (data) => ssh2.utils.parseKey(data));
    const file = freshFile("not a key");
    expect(identities.load(file)).toEqual({
      file,
      encrypted: false,
      unread: true,
      problem: `${file} is no private key that can be read here`,
    });
    expect(identities.load("/no/such/key")).toBeUndefined();
  });
});

describe("publicKeyOf", () => {
  it("reads the public key in front of a private one", () => {
    const pair = generateKey();
    expect(publicKeyOf(Buffer.from(pair.private))).toBe(pair.public.split(" ")[1]);
  });

  it("makes nothing of other files, whatever they hold", () => {
    expect(publicKeyOf(Buffer.from("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n"))).toBeUndefined();
    const armour = (body: Uint8Array) =>
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${Buffer.concat([Buffer.from("openssh-key-v1\0"), body]).toString("base64")}\n-----END`;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        expect(["string", "undefined"]).toContain(typeof publicKeyOf(Buffer.from(armour(body))));
      }),
    );
  });
});
