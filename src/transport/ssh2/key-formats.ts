import { createPrivateKey, type KeyObject, randomBytes } from "node:crypto";
import type { ParsedKey } from "ssh2";
import { withoutChacha } from "./chacha-keys.js";
import { sshString, writeEnvelope } from "./openssh-envelope.js";

/** As of ssh2, which gives a list for a file of several keys. */
type Parse = (data: Buffer | string, passphrase?: string) => ParsedKey | ParsedKey[] | Error;

const PEM = /^-----BEGIN (?!OPENSSH)[A-Z ]*PRIVATE KEY-----/m;

const ENCRYPTED = /^-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m;

/**
 * A private or public key in any of the formats that OpenSSH reads: ssh2 has neither PKCS#8 nor keys that stand behind
 * their parameters, which OpenSSL has, nor those that ChaCha20 encrypts.
 */
export function readKey(parse: Parse, data: Buffer | string, passphrase?: string): ParsedKey | Error {
  const parsed = parse((passphrase !== undefined && withoutChacha(data, passphrase)) || data, passphrase);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key && !(key instanceof Error)) return key;
  const failure = key ?? new Error("no key");
  if (/passphrase/i.test(failure.message) || !PEM.test(data.toString())) return failure;
  if (passphrase === undefined && ENCRYPTED.test(data.toString()))
    return new Error("encrypted: no passphrase");
  try {
    const object = createPrivateKey({ key: data, ...(passphrase !== undefined && { passphrase }) });
    const again = parse(inFormatOfSsh2(object));
    return Array.isArray(again) ? failure : again;
  } catch (error) {
    return error as Error;
  }
}

function inFormatOfSsh2(key: KeyObject): string | Buffer {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return key.export({ type: "pkcs1", format: "pem" });
    case "ec":
      return key.export({ type: "sec1", format: "pem" });
    case "ed25519":
      return openssh(key);
    default:
      throw new Error(`a key of type ${key.asymmetricKeyType}`);
  }
}

const TYPE = "ssh-ed25519";

/** An ed25519 key as ssh-keygen writes it, without a passphrase: the only format of such keys that ssh2 reads. */
function openssh(key: KeyObject): string {
  const { x = "", d = "" } = key.export({ format: "jwk" });
  const [open, secret] = [Buffer.from(x, "base64url"), Buffer.from(d, "base64url")];
  const publicKey = Buffer.concat([sshString(TYPE), sshString(open)]);
  const check = randomBytes(4);
  const parts = [check, check, publicKey, sshString(Buffer.concat([secret, open])), sshString("")];
  return writeEnvelope(publicKey, Buffer.concat(parts));
}
