/** What stands around the keys of a file that ssh-keygen writes (PROTOCOL.key of OpenSSH). */
export interface Envelope {
  cipher: string;
  /** How the cipher's key comes from a passphrase, and with which salt and rounds. */
  kdf: string;
  kdfOptions: Buffer;
  /** The public key, in wire format: it is open even where the rest is not. */
  publicKey: Buffer;
  /** The private part, encrypted by `cipher`. */
  inside: Buffer;
  /** What the cipher adds to prove that nothing was changed; empty for most. */
  tag: Buffer;
}

const MAGIC = Buffer.from("openssh-key-v1\0");

/** Reads a file as far as it goes; undefined where it is of another format. */
export function readEnvelope(content: Buffer | string): Envelope | undefined {
  const armoured = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(
    content.toString("latin1"),
  )?.[1];
  const raw = Buffer.from(armoured ?? "", "base64");
  if (!raw.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const words = new WordReader(raw.subarray(MAGIC.length));
  const [cipher, kdf, kdfOptions] = [words.next(), words.next(), words.next()];
  // The number of keys, which is 1.
  words.number();
  return {
    cipher: cipher.toString("latin1"),
    kdf: kdf.toString("latin1"),
    kdfOptions,
    publicKey: words.next(),
    inside: words.next(),
    tag: words.rest(),
  };
}

/** The public key in front of the encrypted part, base64. */
export function publicKeyOf(content: Buffer): string | undefined {
  const key = readEnvelope(content)?.publicKey;
  return key && key.length > 0 ? key.toString("base64") : undefined;
}

/** Words and numbers as SSH writes them. What is cut short reads as empty, and as 0. */
export class WordReader {
  #at = 0;

  constructor(readonly bytes: Buffer) {}

  number(): number {
    this.#at += 4;
    return this.#at <= this.bytes.length ? this.bytes.readUInt32BE(this.#at - 4) : 0;
  }

  next(): Buffer {
    const length = this.number();
    this.#at += length;
    return this.bytes.subarray(this.#at - length, this.#at);
  }

  rest(): Buffer {
    return this.bytes.subarray(this.#at);
  }
}

export const sshString = (value: Buffer | string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([number(bytes.length), bytes]);
};

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const BLOCK = 8;

/** A file without a passphrase. `inside`: the checks, the key and its comment, to be padded. */
export function writeEnvelope(publicKey: Buffer, inside: Buffer): string {
  const missing = (BLOCK - (inside.length % BLOCK)) % BLOCK;
  const padding = Buffer.from(Array.from({ length: missing }, (_, at) => at + 1));
  const whole = Buffer.concat([
    MAGIC,
    ...[sshString("none"), sshString("none"), sshString(""), number(1), sshString(publicKey)],
    sshString(Buffer.concat([inside, padding])),
  ]);
  const lines = whole.toString("base64").match(/.{1,70}/g) ?? [];
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join(
    "\n",
  );
}
