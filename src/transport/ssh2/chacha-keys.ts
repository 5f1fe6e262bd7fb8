import { createDecipheriv } from "node:crypto";
import bcrypt from "bcrypt-pbkdf";
import { type Envelope, readEnvelope, WordReader, writeEnvelope } from "./openssh-envelope.js";

const CIPHER = "chacha20-poly1305@openssh.com";

/** One for the text and one for lengths in packets, of which a file has none. */
const KEY_LENGTH = 64;
const TEXT_KEY_LENGTH = 32;

/** The counter, little endian, which begins behind the block that the authenticator takes, and the nonce, which is 0. */
const SECOND_BLOCK = Buffer.from([1, ...Array<number>(15).fill(0)]);

/**
 * A key file that ChaCha20 encrypts (`ssh-keygen -Z chacha20-poly1305@openssh.com`), in the clear; undefined where it is
 * another file. A passphrase that does not fit makes garbage of it, which the reader of keys tells by its checks, as for
 * the ciphers that ssh-keygen takes by default; so the authenticator is not looked at.
 */
export function withoutChacha(content: Buffer | string, passphrase: string): string | undefined {
  const envelope = readEnvelope(content);
  if (envelope?.cipher !== CIPHER || envelope.kdf !== "bcrypt") return undefined;
  const key = keyFrom(passphrase, envelope);
  const decipher = createDecipheriv("chacha20", key.subarray(0, TEXT_KEY_LENGTH), SECOND_BLOCK);
  return writeEnvelope(envelope.publicKey, decipher.update(envelope.inside));
}

function keyFrom(passphrase: string, { kdfOptions }: Envelope): Buffer {
  const options = new WordReader(kdfOptions);
  const [salt, rounds] = [options.next(), options.number()];
  const [secret, key] = [Buffer.from(passphrase), Buffer.alloc(KEY_LENGTH)];
  bcrypt.pbkdf(secret, secret.length, salt, salt.length, key, key.length, rounds);
  return key;
}
