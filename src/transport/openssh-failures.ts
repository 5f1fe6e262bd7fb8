import { type Stage, TransportError } from "../errors.js";
import { clean } from "./failures.js";
import type { Target } from "./session.js";

type Explained = readonly [pattern: RegExp, stage: Stage, code: TransportError["code"], hint?: string];

/** What OpenSSH's client says of itself, and what it means; the first that matches counts. */
const MEANINGS: readonly Explained[] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|host key for .* has changed/i, "hostkey", "hostkey-changed"],
  [/marked as revoked|REVOKED HOST KEY/i, "hostkey", "hostkey-revoked"],
  [
    /No \S+ host key is known|Host key verification failed/i,
    "hostkey",
    "hostkey-unknown",
    "ssh-keyscan, compare, and add it to known_hosts",
  ],
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

/** Debug lines are for us; of the rest, the lines that say why. */
const said = (log: string): string[] =>
  log
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(
      (line) => line !== "" && !/^(debug\d|Authenticated to|Transferred|Bytes per|OpenSSH_|@+$)/.test(line),
    );

/** Why `ssh` ended, from its own log. */
export function explainOpenssh(log: string, target: Target, exit: string): TransportError {
  const lines = said(log);
  const [, stage = "dial", code = "internal", hint] = MEANINGS.find(([pattern]) => pattern.test(log)) ?? [];
  const message = clean(lines.at(-1) ?? `it ended with ${exit}`);
  return new TransportError(stage, code, `ssh ${target.address}: ${message}`, hint, code === "throttled");
}
