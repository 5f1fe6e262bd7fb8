import { generateKeyPairSync } from "node:crypto";
import ssh2, { type ParsedKey } from "ssh2";
import { describe, expect, it } from "vitest";
import { opened } from "../../../src/transport/ssh2/signing.js";
import { generateKey } from "../../support/servers.js";

const DATA = Buffer.from("what a login signs");

const parsed = (text: string): ParsedKey => {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw key;
  return key;
};

const ecdsa = (namedCurve: string) =>
  generateKeyPairSync("ec", {
    namedCurve,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "sec1", format: "pem" },
  }).privateKey;

const rsa = () =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  }).privateKey;

const KEYS: [string, string, string | undefined][] = [
  ["ed25519", generateKey().private, undefined],
  ["nistp256", ecdsa("prime256v1"), undefined],
  ["nistp384", ecdsa("secp384r1"), undefined],
  ["nistp521", ecdsa("secp521r1"), undefined],
  ["RSA with SHA-1", rsa(), undefined],
  ["RSA with SHA-256", rsa(), "sha256"],
  ["RSA with SHA-512", rsa(), "sha512"],
];

describe("an opened key", () => {
  it.each(KEYS)("of %s signs as ssh2's own does", (_name, text, digest) => {
    const own = parsed(text);
    const signature = opened(parsed(text)).sign(DATA, digest);
    expect(own.verify(DATA, signature, digest)).toBe(true);
    expect(own.verify(Buffer.from("something else"), signature, digest)).toBe(false);
  });

  it("signs again and again, and says what is wrong instead of throwing", () => {
    const key = opened(parsed(generateKey().private));
    expect(key.sign(DATA)).toEqual(key.sign(DATA));
    expect(key.sign(DATA, "no such digest")).toBeInstanceOf(Error);
  });

  it("leaves a public key as it is", () => {
    const key = parsed(generateKey().public);
    const { sign } = key;
    expect(opened(key).sign).toBe(sign);
  });
});
