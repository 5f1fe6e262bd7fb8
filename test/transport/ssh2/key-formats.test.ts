import { execFileSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ssh2, { type ParsedKey } from "ssh2";
import { describe, expect, it } from "vitest";
import { readKey } from "../../../src/transport/ssh2/key-formats.js";
import { keygen } from "../../support/sshd.js";
import { directory } from "../../support/world.js";

const read = (data: Buffer | string, passphrase?: string) => readKey(ssh2.utils.parseKey, data, passphrase);

const KEYS: Record<string, KeyObject> = {
  "ssh-rsa": generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
  "ecdsa-sha2-nistp256": generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
  "ecdsa-sha2-nistp384": generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey,
  "ecdsa-sha2-nistp521": generateKeyPairSync("ec", { namedCurve: "P-521" }).privateKey,
  "ssh-ed25519": generateKeyPairSync("ed25519").privateKey,
};
const PHRASE = "open sesame";

/** As ssh-keygen calls them, and what they are in SSH. */
const KINDS = { ed25519: "ssh-ed25519", ecdsa: "ecdsa-sha2-nistp256", rsa: "ssh-rsa" };

/** What it signs is signed by the key that was written. */
function expectKey(found: ParsedKey | Error, type: string, key: KeyObject): void {
  if (found instanceof Error) throw found;
  expect(found.type).toBe(type);
  const object = createPublicKey(key);
  const own = createPublicKey(found.getPublicPEM());
  expect(own.equals(object)).toBe(true);
  if (type !== "ssh-ed25519") return;
  const data = Buffer.from("signed");
  const signature = found.sign(data) as unknown as Buffer;
  expect(verify(null, data, object, signature)).toBe(true);
}

describe.each(Object.entries(KEYS))("a private key of type %s", (type, key) => {
  it("is read in PKCS#8", () => {
    expectKey(read(key.export({ type: "pkcs8", format: "pem" })), type, key);
  });

  it.each(["aes-256-cbc", "aes-128-cbc", "des-ede3-cbc"])("is read in PKCS#8 with %s", (cipher) => {
    const pem = key.export({ type: "pkcs8", format: "pem", cipher, passphrase: PHRASE });
    expectKey(read(pem, PHRASE), type, key);
    expect(String(read(pem))).toMatch(/passphrase/);
    expect(read(pem, "another")).toBeInstanceOf(Error);
    expect(String(read(pem, "another"))).not.toMatch(/no passphrase/);
  });
});

it("a key behind its parameters is read", () => {
  const pem = execFileSync("openssl", ["ecparam", "-name", "prime256v1", "-genkey"], { encoding: "utf8" });
  expect(pem).toContain("BEGIN EC PARAMETERS");
  const found = read(pem);
  expect(found instanceof Error ? found.message : found.type).toBe("ecdsa-sha2-nistp256");
});

it.each([
  "aes256-ctr",
  "aes192-ctr",
  "aes128-ctr",
  "aes256-cbc",
  "aes128-cbc",
  "3des-cbc",
  "aes256-gcm@openssh.com",
  "chacha20-poly1305@openssh.com",
])("keys of ssh-keygen with %s are read", (cipher) => {
  for (const [kind, type] of Object.entries(KINDS)) {
    const name = `${kind}-${cipher}`;
    const file = keygen(directory, name, "-t", kind, "-N", PHRASE, "-Z", cipher, "-a", "1", "-C", name);
    const found = read(readFileSync(file), PHRASE);
    if (found instanceof Error) throw found;
    expect(found.type).toBe(type);
    const [, open] = readFileSync(`${file}.pub`, "utf8").split(" ");
    expect(found.getPublicSSH().toString("base64")).toBe(open);
    const hash = type === "ssh-rsa" ? "sha256" : undefined;
    const signature = found.sign(Buffer.from("signed"), hash);
    expect(found.verify(Buffer.from("signed"), signature as never, hash)).toBe(true);
    expect(String(read(readFileSync(file), "another"))).toMatch(/Error/);
    expect(String(read(readFileSync(file)))).toMatch(/passphrase/);
    expect(readFileSync(join(directory, name), "latin1")).toContain("BEGIN OPENSSH");
  }
});

it("what is no key stays none", () => {
  for (const text of ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
    expect(read(text)).toBeInstanceOf(Error);
});
