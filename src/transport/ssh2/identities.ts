import type { ParsedKey } from "ssh2";
import type { CredentialStore } from "../credentials.js";
import { publicKeyOf, readEnvelope } from "./openssh-envelope.js";

export type ParseKey = (data: Buffer | string, passphrase?: string) => ParsedKey | Error;

/** A private key file, as far as it can be read. */
export interface Identity {
  file: string;
  /** The public key in wire format, base64; it is known even for most encrypted keys. */
  publicKey?: string;
  /** The private key, where it is open. */
  key?: ParsedKey;
  encrypted: boolean;
  /** A format that is not known here; OpenSSH may know it. */
  unread?: true;
  /** Others than its owner may look into the file. */
  open?: true;
  /** Why this file cannot be used, in words for the user. */
  problem?: string;
}

/** The key files of a run. An encrypted one costs a third of a second to open: once is enough. */
export class Identities {
  readonly #parsed = new Map<string, ParsedKey | Error>();

  constructor(
    readonly store: CredentialStore,
    readonly parseKey: ParseKey,
  ) {}

  /** The identity of a file; `undefined` when there is none. Its `.pub` alone will do for an agent. */
  load(file: string): Identity | undefined {
    const content = this.store.file(file);
    const publicFile = this.store.file(`${file}.pub`);
    if (!content && !publicFile) return undefined;
    const publicKey =
      blobOf(this.#parse(file)) ??
      blobOf(this.#parse(`${file}.pub`)) ??
      publicKeyOf(content ?? Buffer.alloc(0));
    const identity = { file, encrypted: false, ...(publicKey && { publicKey }) };
    const unserved = this.#unserved(file, publicKey);
    if (unserved) return { ...identity, problem: unserved };
    if (!content) return identity;
    const parsed = this.#parse(file);
    const mode = this.store.openMode(file);
    if (mode !== undefined && isPrivate(content))
      return { ...identity, problem: `${file} is not used: its mode ${mode} lets others in`, open: true };
    if (!(parsed instanceof Error)) return parsed.isPrivateKey() ? { ...identity, key: parsed } : identity;
    if (/passphrase/i.test(parsed.message))
      return { ...identity, encrypted: true, problem: `${file} needs a passphrase` };
    return { ...identity, unread: true, problem: `${file} is no private key that can be read here` };
  }

  /** Opens an encrypted identity. */
  unlock(identity: Identity, passphrase: string): Identity {
    const parsed = this.#parse(identity.file, passphrase);
    if (parsed instanceof Error) {
      const cipher = readEnvelope(this.store.file(identity.file) ?? Buffer.alloc(0))?.cipher;
      const other = /vector|unsupported|unknown|invalid (iv|key)/i.test(parsed.message) && cipher;
      const problem = other
        ? `${identity.file} is encrypted with ${cipher}, which is not read here`
        : `the passphrase does not open ${identity.file}`;
      return { ...identity, problem };
    }
    const { problem: _, ...open } = identity;
    return { ...open, key: parsed };
  }

  #parse(file: string, passphrase?: string): ParsedKey | Error {
    const id = passphrase === undefined ? file : `${file}\0${passphrase}`;
    const before = this.#parsed.get(id);
    if (before) return before;
    const content = this.store.file(file);
    const parsed = content ? this.parseKey(content, passphrase) : new Error("absent");
    this.#parsed.set(id, parsed);
    return parsed;
  }

  #unserved(file: string, publicKey: string | undefined): string | undefined {
    const type = publicKey ? typeOf(publicKey) : publicFileType(this.store.file(`${file}.pub`));
    return type?.startsWith("sk-") ? `${file} is a security key (${type}), which is not served` : undefined;
  }
}

/** ssh2 types its agent's keys loosely; `parseKey` gives a parsed key back as it is. */
export const blobOf = (key: ParsedKey | Error): string | undefined =>
  key instanceof Error ? undefined : key.getPublicSSH().toString("base64");

const isPrivate = (content: Buffer) =>
  /^-----BEGIN [A-Z ]*PRIVATE KEY-----/m.test(content.toString("latin1"));

function typeOf(publicKey: string): string {
  const raw = Buffer.from(publicKey, "base64");
  return raw.length > 4 ? raw.toString("latin1", 4, Math.min(4 + raw.readUInt32BE(0), 64)) : "";
}

const publicFileType = (content: Buffer | undefined) =>
  content?.toString("latin1", 0, 100).trim().split(" ", 1)[0];
