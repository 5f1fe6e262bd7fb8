import { ForwardError, TransportError } from "../../base/errors.js";
import { clean } from "../failures.js";
import type { Target } from "../session.js";

/** Why a jump host that let us in made no connection, from its client's log. */
export function explainForward(log: string): ForwardError | undefined {
  const [, kind, words = ""] = /^channel \d+: open failed: ([^:]+)(?:: (.*))?$/m.exec(log) ?? [];
  if (kind === undefined) return undefined;
  const code = /prohibited/.test(kind) ? "prohibited" : "refused";
  return new ForwardError(code, clean(words || kind));
}

/** Why the user's ProxyCommand led nowhere, in its own words. */
export function explainProxy(log: string, target: Target, stderr: string): TransportError | undefined {
  if (!/^debug1: Executing proxy command/m.test(log) || /remote software version/.test(log)) return undefined;
  const last = stderr.trim().split(/\r?\n/).at(-1) ?? "";
  const words = clean(last) || "it ended before the server said anything";
  // The ProxyCommand may be an ssh that a busy bastion has turned away.
  const retryable = last === "" || /kex_exchange_identification|Connection (closed|reset)/.test(last);
  return new TransportError(
    "dial",
    "unroutable",
    `ProxyCommand to ${target.address}: ${words}`,
    `ssh -v -p ${target.port} ${target.user}@${target.address}`,
    retryable,
  );
}
