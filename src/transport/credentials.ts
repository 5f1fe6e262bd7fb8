import { execFile } from "node:child_process";
import { setMaxListeners } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { getuid } from "node:process";
import { promisify } from "node:util";
import { TransportError } from "../base/errors.js";
import type { SecretReference } from "./session.js";

const run = promisify(execFile);

/** A command may ask a vault; it may not hang the run. */
const COMMAND_TIMEOUT_MS = 20_000;

/** Reads what proves who the user is, on this side: secrets by reference, and key files; each once per run. */
export class CredentialStore {
  readonly #secrets = new Map<string, Promise<string>>();
  readonly #files = new Map<string, Buffer | undefined>();
  readonly #ended = new AbortController();

  /** `environment` is where variables are looked up. `forCommands` is the environment of the commands that are run. */
  constructor(
    readonly environment: NodeJS.ProcessEnv,
    readonly forCommands = environment,
  ) {
    // Every command that runs listens to it.
    setMaxListeners(0, this.#ended.signal);
  }

  /**
   * Looks a secret up, also a missing one only once: a vault is not asked again for each of a thousand hosts.
   * Rejects with a TransportError that names the reference, never the value.
   */
  secret(reference: SecretReference): Promise<string> {
    const id = JSON.stringify(reference);
    const before = this.#secrets.get(id);
    if (before) return before;
    const secret = resolveSecret(
      reference,
      "command" in reference ? this.forCommands : this.environment,
      this.#ended.signal,
    );
    this.#secrets.set(id, secret);
    return secret;
  }

  /** Ends the commands that still run, as nobody waits for them any more. */
  close(): void {
    this.#ended.abort();
  }

  /** The mode of a file of this user's that others may look into: `ssh` uses no private key of such a mode. */
  openMode(path: string): string | undefined {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat || stat.uid !== getuid?.() || (stat.mode & 0o077) === 0) return undefined;
    return `0${(stat.mode & 0o777).toString(8)}`;
  }

  /** The content of a file; `undefined` where it is absent or may not be read, as another key may do. */
  file(path: string): Buffer | undefined {
    if (!this.#files.has(path)) this.#files.set(path, readIfThere(path));
    return this.#files.get(path);
  }
}

/** Rejects for an empty secret too: an unset variable must not become an empty password. @internal */
export async function resolveSecret(
  reference: SecretReference,
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string> {
  try {
    const secret = await lookUp(reference, environment, signal);
    if (secret) return secret;
  } catch {
    // Only the reference is told: the reason may hold what the command printed.
  }
  throw unavailable(reference);
}

async function lookUp(
  reference: SecretReference,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if ("env" in reference)
    return Object.hasOwn(environment, reference.env) ? environment[reference.env] : undefined;
  if ("file" in reference) return firstLine(readFileSync(reference.file, "utf8"));
  const running = run("/bin/sh", ["-c", reference.command], {
    timeout: COMMAND_TIMEOUT_MS,
    env: environment,
    ...(signal && { signal }),
  });
  // Otherwise a command that asks on its standard input would wait for the time limit.
  running.child.stdin?.end();
  return firstLine((await running).stdout);
}

const firstLine = (text: string) => text.split(/\r?\n/, 1)[0];

function unavailable(reference: SecretReference): TransportError {
  const [where, hint] =
    "env" in reference
      ? [`environment variable ${reference.env}`, `export ${reference.env}=...`]
      : "file" in reference
        ? [reference.file, `put the secret on the first line of ${reference.file}, readable for this user`]
        : ["its command", "run the command by hand: it has to print the secret on its first line"];
  return new TransportError("secret", "secret-unavailable", `no secret from ${where}`, hint);
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
