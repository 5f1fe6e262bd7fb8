import { type Stage, TransportError } from "../base/errors.js";
import { profileThatHas } from "./algorithms.js";
import type { Target } from "./session.js";

export type Phase = Extract<Stage, "kex" | "hostkey" | "auth" | "channel" | "exec">;

const TEXT_LIMIT = 300;

const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]+/gu;

/** Makes a server's text safe to show: without control characters, and of limited length. */
export const clean = (text: string): string =>
  text
    .slice(0, 2 * TEXT_LIMIT)
    .replace(UNSAFE, " ")
    .trim()
    .slice(0, TEXT_LIMIT)
    // Not half of a character.
    .replace(/[\ud800-\udbff]$/, "");

/** What is known of a connection when it fails. */
export interface Circumstances {
  target: Target;
  phase: Phase;
  /** The algorithms of the server that were looked at last. */
  serverOffer: string | undefined;
  /** Why no login succeeded. */
  loginFailure(): TransportError;
}

/** ssh2 marks its own errors with a level. An error that the server sent with a DISCONNECT has none. */
interface Ssh2Error extends Error {
  level?: string;
  code?: string | number;
}

/** Says what an error of ssh2, or of the socket below it, means for the user. */
export function explainFailure(error: Ssh2Error, circumstances: Circumstances): TransportError {
  const { phase } = circumstances;
  if (error instanceof TransportError) return error;
  if (error.level === "client-authentication") return circumstances.loginFailure();
  if (error.level === "handshake") return handshakeFailed(error, circumstances);
  if (typeof error.code === "number" && !error.level) return disconnected(error, circumstances);
  if (error.level === "client-timeout") return lost(phase);
  if (error.level === "client-socket" || error.message === CONNECTION_LOST)
    return phase === "kex" ? throttled("kex") : lost(phase);
  if (/before handshake/.test(error.message)) return throttled("kex");
  return new TransportError(phase, "internal", clean(error.message));
}

export const CONNECTION_LOST = "connection lost";

export const throttled = (stage: "ident" | "kex") =>
  new TransportError(
    stage,
    "throttled",
    "the server closed the connection before the key exchange",
    "sshd drops connections that come too fast: lower `limits.handshakes`, or raise MaxStartups on the server",
    true,
  );

const lost = (phase: Phase) =>
  new TransportError(phase, "reset", `the connection was lost in phase ${phase}`);

function handshakeFailed(error: Ssh2Error, circumstances: Circumstances): TransportError {
  const missing = /no matching (.*)$/.exec(error.message)?.[1];
  if (missing === undefined)
    return new TransportError("kex", "internal", `the handshake failed: ${clean(error.message)}`);
  const offer = circumstances.serverOffer ?? "";
  const failure = new TransportError(
    "kex",
    "no-common-algorithm",
    `no common ${clean(missing)}; the server offers: ${clean(offer) || "nothing"}`,
    profileHint(offer.split(",")),
  );
  const [, kind] = KINDS.find(([pattern]) => pattern.test(missing)) ?? [];
  if (kind) failure.offered = { kind, names: offer.split(",") };
  return GROUP_EXCHANGE.test(offer) ? onlyOpenssh(failure, "group-exchange") : failure;
}

/** How ssh2 calls what is missing. */
const KINDS = [
  [/key exchange/i, "kex"],
  [/host key/i, "serverHostKey"],
  [/cipher/i, "cipher"],
  [/mac/i, "hmac"],
] as const;

/** The OpenSSH from which on its client has what SSH in process has not. */
const SINCE: Readonly<Record<string, string>> = {
  "mlkem768x25519-sha256": "9.9",
  "sntrup761x25519-sha512": "9.9",
  "sntrup761x25519-sha512@openssh.com": "8.5",
  "sk-ssh-ed25519@openssh.com": "8.2",
  "sk-ecdsa-sha2-nistp256@openssh.com": "8.2",
};

const GROUP_EXCHANGE = /(^|,)diffie-hellman-group-exchange-/;

export const onlyOpenssh = (failure: TransportError, what: string): TransportError =>
  Object.assign(failure, { onlyOpenssh: what });

function profileHint(offer: readonly string[]): string {
  const profile = profileThatHas(offer);
  if (profile) return `an old server: set algorithms: ${profile} for this host`;
  if (GROUP_EXCHANGE.test(offer.join()))
    return "group-exchange is served by transport: openssh only; or enable curve25519-sha256 or an ecdh-sha2 in the server's KexAlgorithms";
  const name = offer.find((each) => SINCE[each] !== undefined);
  if (name !== undefined)
    return `${name} is spoken by the client of OpenSSH ${SINCE[name]} and later: with one on PATH, the host is reached by itself`;
  return "none of them is served: see whether ssh itself gets in; else enable another one on the server";
}

const TOO_MANY = /too many authentication failures/i;

function disconnected(error: Ssh2Error, circumstances: Circumstances): TransportError {
  const { phase, target } = circumstances;
  if (phase === "auth" && TOO_MANY.test(error.message))
    return new TransportError(
      "auth",
      "auth-failed",
      "the server gave up after too many keys",
      `name the right identity_file for ${target.name}`,
    );
  return new TransportError(phase, "reset", `the server disconnected: "${clean(error.message)}"`);
}
