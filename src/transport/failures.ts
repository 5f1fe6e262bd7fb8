import { type Stage, TransportError } from "../errors.js";
import type { Target } from "./session.js";

export type Phase = Extract<Stage, "kex" | "hostkey" | "auth" | "channel" | "exec">;

const TEXT_LIMIT = 300;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g;

/** What a server says is the server's text: no control characters, and not without end. */
export const clean = (text: string): string => text.replace(UNSAFE, " ").slice(0, TEXT_LIMIT).trim();

interface Ssh2Error extends Error {
  level?: string;
  code?: string | number;
}

/** An error of ssh2, or of the socket below it, as what it means for the user. */
export function explainFailure(error: Ssh2Error, phase: Phase, target: Target): TransportError {
  if (error instanceof TransportError) return error;
  const message = clean(error.message);
  if (/no matching|Handshake failed/i.test(message)) return noCommonAlgorithm(message);
  if (error.level === "client-authentication") return loginRefused(target);
  if (/Too many authentication failures/i.test(message)) return tooManyKeys(target);
  if (/before handshake/i.test(message)) return throttled(message);
  if (error.level === "client-timeout") return new TransportError(phase, "timeout", "no answer in time");
  if (error.code === "ECONNRESET" || error.code === "EPIPE" || /lost|closed/i.test(message)) {
    return new TransportError(phase, "reset", `the connection was lost in phase ${phase}`);
  }
  return new TransportError(phase, "internal", message);
}

const noCommonAlgorithm = (message: string) =>
  new TransportError(
    "kex",
    "no-common-algorithm",
    message,
    "an old server? set `algorithms: legacy` for this host",
  );

const throttled = (message: string) =>
  new TransportError(
    "kex",
    "throttled",
    message,
    "sshd throttles new connections (MaxStartups): lower limits.handshakes",
    true,
  );

const loginRefused = (target: Target) =>
  new TransportError(
    "auth",
    "auth-failed",
    `${target.user} was refused: no key or password was accepted`,
    `try: ssh -v -p ${target.port} ${target.user}@${target.address}`,
  );

const tooManyKeys = (target: Target) =>
  new TransportError(
    "auth",
    "auth-failed",
    "the server gave up after too many keys",
    `name the right identity_file for ${target.name}`,
  );
