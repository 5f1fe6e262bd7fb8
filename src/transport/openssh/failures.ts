import { type Stage, TransportError } from "../../base/errors.js";
import { clean } from "../failures.js";
import { hintOfWords } from "../host-words.js";
import { remedy } from "../known-hosts/refusals.js";
import { closedEarly, notSsh, withWords } from "../preamble.js";
import type { Target } from "../session.js";
import { keyProblems, loginHint } from "./login-failures.js";
import { SHOWN_KEY } from "./negotiated.js";

type Explained = readonly [pattern: RegExp, stage: Stage, code: TransportError["code"], hint?: string];

/** The key of the name and that of the address are two. */
const BY_ADDRESS = /differs from the key for the IP address/i;

/** What OpenSSH's client says of itself, and what it means; the first that matches counts. */
const MEANINGS: readonly Explained[] = [
  [BY_ADDRESS, "hostkey", "hostkey-changed"],
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|host key for .* has changed/i, "hostkey", "hostkey-changed"],
  [/marked as revoked|REVOKED HOST KEY|\brevoked by file\b/i, "hostkey", "hostkey-revoked"],
  [
    /Error checking host key .* in revoked keys file/i,
    "hostkey",
    "internal",
    "ssh refuses all hosts while it cannot read the file that RevokedHostKeys names",
  ],
  [/No \S+ host key is known|Host key verification failed/i, "hostkey", "hostkey-unknown"],
  [/Could not resolve hostname/i, "resolve", "dns"],
  [/Connection refused/i, "dial", "refused"],
  [/No route to host|Network is unreachable/i, "dial", "unroutable"],
  [/Connection timed out|Operation timed out|timed out during banner/i, "dial", "timeout"],
  [
    /Unable to negotiate|no matching/i,
    "kex",
    "no-common-algorithm",
    "algorithms: legacy for this host, or the same in ssh_config",
  ],
  [/Too many authentication failures|Permission denied/i, "auth", "auth-failed"],
  [/kex_exchange_identification|Connection (closed|reset) by/i, "kex", "throttled"],
  [
    /Bad configuration option|terminating, \d+ bad|Bad owner or permissions/i,
    "resolve",
    "internal",
    "ssh -G HOST says the same",
  ],
];

/** Debug lines are for us. Of the other lines, those that say why. */
const said = (log: string): string[] =>
  log
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(
      (line) => line !== "" && !/^(debug\d|Authenticated to|Transferred|Bytes per|OpenSSH_|@+$)/.test(line),
    );

/** The types of the keys that known_hosts has of a host. */
export type KnownTypes = (target: Target) => readonly string[];

/** Why `ssh` ended, from its own log. */
export function explainOpenssh(
  log: string,
  target: Target,
  exit: string,
  typesOf: KnownTypes,
  stderr = "",
): TransportError {
  const early = beforeIdentification(log, target);
  if (early) return early;
  const [, stage = "dial", code = "internal", hint] = MEANINGS.find(([pattern]) => pattern.test(log)) ?? [];
  const [, type = "", fingerprint] = (stage === "hostkey" && SHOWN_KEY.exec(log)) || [];
  const byAddress = BY_ADDRESS.test(log);
  if (code === "hostkey-changed" && !byAddress && isOfOtherType(type, typesOf(target)))
    return otherType(target, log);
  const what = reasonIn(said(log)) ?? `it ended with ${exit}`;
  const shown = clean(fingerprint ? `${what} It shows ${type} ${fingerprint}` : what);
  const message = [shown, ...(code === "auth-failed" ? keyProblems(log) : [])].join("; ");
  const help = hint ?? hintFor(code, log, target);
  // Who closes after the keys were exchanged does not do so because too many connections come.
  const late = code === "throttled" && /Authentications that can continue|Server accepts key/.test(log);
  if (late || code === "auth-failed")
    return refusedLogin(late ? "reset" : code, message, help, target, stderr);
  const words = `ssh ${target.address}: ${message}`;
  const failure = new TransportError(stage, code, words, help, code === "throttled");
  return withWords(failure, target, preambleIn(log) ?? "");
}

/** What the server said before its identification, if that has not come; undefined where there is no connection, or it has. */
export function preambleIn(log: string): string | undefined {
  if (!/^debug1: Connection established/m.test(log) || IDENTIFIED.test(log)) return undefined;
  return Array.from(log.matchAll(PREAMBLE), ([, line]) => line).join("\n");
}

const IDENTIFIED = /^debug1: Remote protocol version/m;
/** Older clients have no number. */
const PREAMBLE = /^debug1: (?:kex|ssh)_exchange_identification: (?:banner line \d+: )?(.*?)\r?$/gm;

function beforeIdentification(log: string, target: Target): TransportError | undefined {
  const [, old] = /^debug1: Remote protocol version (1\.(?!99)\d+), remote software version/m.exec(log) ?? [];
  if (old !== undefined) return notSsh(target, `SSH-${old}`);
  const text = preambleIn(log);
  return text !== undefined && CLOSED.test(log) ? closedEarly(target, text) : undefined;
}

const CLOSED = /kex_exchange_identification: .*(closed|reset)|^Connection (closed|reset) by/im;

/** With the host's own words, if it has any. */
function refusedLogin(
  code: TransportError["code"],
  message: string,
  hint: string | undefined,
  target: Target,
  said: string,
): TransportError {
  const words = clean(said.slice(-LONGEST_WORDS));
  const told = `ssh ${target.address}: ${message}${words ? `; the host says "${words}"` : ""}`;
  return new TransportError("auth", code, told, hintOfWords(words, target.user) ?? hint);
}

const LONGEST_WORDS = 300;

/** To OpenSSH a key of another type has changed. Where a key of the same type is known, it has. */
const isOfOtherType = (type: string, known: readonly string[]) =>
  known.length > 0 && !known.includes(type.replace(/-cert-v01@openssh\.com$/, ""));

const otherType = (target: Target, log: string) =>
  new TransportError(
    "hostkey",
    "hostkey-unknown",
    `ssh ${target.address}: it is known by a key of another type only. It shows ${SHOWN_KEY.exec(log)?.slice(1).join(" ")}`,
    remedy("other-type", target, []),
  );

/** A line about an invalid certificate; otherwise the last line, but not the one that only sums up. */
const reasonIn = (lines: readonly string[]): string | undefined =>
  lines.find((line) => line.startsWith("Certificate invalid") || BY_ADDRESS.test(line)) ??
  lines.findLast((line) => line !== "Host key verification failed.") ??
  lines.at(-1);

function hintFor(code: TransportError["code"], log: string, target: Target): string | undefined {
  switch (code) {
    case "hostkey-unknown":
      return remedy("unknown", target, []);
    case "hostkey-changed":
      return remedy("changed", target, BY_ADDRESS.test(log) ? [] : filesOf(log));
    case "hostkey-revoked":
      return remedy("revoked", target, []);
    case "auth-failed":
      return certificateHint(log) ?? loginHint(log, target);
    default:
      return undefined;
  }
}

/** The file of the key that another one stands against, as the client has read it. */
const filesOf = (log: string): string[] =>
  Array.from(log.matchAll(/^Offending \S* ?key in (.+):\d+\s*$/gm), ([, file]) => file ?? "");

/** Servers do not say what they dislike about a certificate. */
function certificateHint(log: string): string | undefined {
  const [, file, where] = /Offering public key: (.+) \S+-CERT SHA256:\S+(.*)/.exec(log) ?? [];
  if (file === undefined) return undefined;
  const show = where?.includes("agent")
    ? "ssh-add -L | ssh-keygen -L -f -"
    : `ssh-keygen -L -f ${file.endsWith("-cert.pub") ? file : `${file}-cert.pub`}`;
  return `${clean(show)} says for whom and until when the certificate is valid`;
}
