import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { TransportError } from "../errors.js";
import type { SecretReference, Target } from "./session.js";

const run = promisify(execFile);

/** A password command may ask a vault; it may not hang the run. */
const COMMAND_TIMEOUT_MS = 20_000;

/** Looks a secret up. Rejects with a TransportError that names the reference, never the value. */
export async function resolveSecret(
  reference: SecretReference,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const where =
    "env" in reference
      ? `environment variable ${reference.env}`
      : "file" in reference
        ? reference.file
        : "its command";
  try {
    const secret = await lookUp(reference, environment);
    if (secret) return secret;
  } catch {
    // The reason may hold what the command printed: the reference alone is told.
  }
  throw new TransportError(
    "secret",
    "secret-unavailable",
    `no secret from ${where}`,
    `see that ${where} gives it`,
  );
}

async function lookUp(
  reference: SecretReference,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  if ("env" in reference) return environment[reference.env];
  if ("file" in reference) return firstLine(readFileSync(reference.file, "utf8"));
  const { stdout } = await run("/bin/sh", ["-c", reference.command], { timeout: COMMAND_TIMEOUT_MS });
  return firstLine(stdout);
}

/** Everything that may prove who the user is, read before the server starts its clock. */
export interface Credentials {
  identities: { file: string; content: Buffer }[];
  passphrase: string | undefined;
  password: string | undefined;
}

export async function loadCredentials(target: Target, environment: NodeJS.ProcessEnv): Promise<Credentials> {
  return {
    identities: identityFiles(target),
    passphrase: target.passphrase && (await resolveSecret(target.passphrase, environment)),
    password: target.password && (await resolveSecret(target.password, environment)),
  };
}

const firstLine = (text: string) => text.split(/\r?\n/, 1)[0];

/** The private key files of a target that exist, with their content. */
export function identityFiles(target: Target): { file: string; content: Buffer }[] {
  return target.identityFiles.flatMap((file) => {
    const content = readIfThere(file);
    return content ? [{ file, content }] : [];
  });
}

/** A file that may not be read is as good as none: another key may do. */
export function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
