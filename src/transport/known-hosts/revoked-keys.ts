import { readFileSync } from "node:fs";
import { TransportError } from "../../base/errors.js";
import { holdsKeyOf } from "./entry.js";

/** How a list begins that `ssh-keygen -k` made: not a text. */
const BINARY = "SSHKRL\n\0";

const KEY_TYPE = /^(?:ssh-|sk-|ecdsa-sha2-|rsa-sha2-)/;

/** The keys of files that RevokedHostKeys names, each file read once per run. */
export class RevokedKeys {
  readonly #files = new Map<string, ReadonlySet<string>>();

  /** In wire format, base64. Throws a TransportError for a file that cannot be read: it may revoke any key. */
  of(file: string): ReadonlySet<string> {
    const known = this.#files.get(file) ?? keysIn(file);
    this.#files.set(file, known);
    return known;
  }
}

function keysIn(file: string): ReadonlySet<string> {
  const text = textOf(file);
  if (text.startsWith(BINARY))
    throw unusable(
      `${file} is a binary list of revoked keys`,
      "only the system's ssh reads it: transport: auto",
    );
  const lines = text.split("\n").map((line) => line.replace(/^[ \t]+/, ""));
  return new Set(
    lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => keyOf(line, file)),
  );
}

/** As to ssh: a line that is no key may be a key that was meant. */
function keyOf(line: string, file: string): string {
  const [type = "", key = ""] = line.split(/[ \t\r]+/);
  if (KEY_TYPE.test(type) && holdsKeyOf(type, key)) return key;
  throw unusable(`${file} has a line that is no public key`, "each line of it is a key, as in a .pub file");
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    throw unusable(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`, `ls -l ${file}`);
  }
}

const unusable = (why: string, hint: string) =>
  new TransportError(
    "hostkey",
    "internal",
    `${why}; RevokedHostKeys names it, and no host is trusted without it`,
    hint,
  );
